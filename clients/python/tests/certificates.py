"""Authorities and certificates of a test."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
_end = _start + datetime.timedelta(days=2)


class Authority:
    """Signs certificates for 127.0.0.1."""

    def __init__(self, name: str) -> None:
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        builder = x509.CertificateBuilder(self._name, self._name, self._key.public_key(), 1, _start, _end)
        certificate = builder.add_extension(x509.BasicConstraints(True, 0), True).sign(self._key, hashes.SHA256())
        self.pem = certificate.public_bytes(serialization.Encoding.PEM).decode()

    def write_certificate(self, folder: Path) -> None:
        """Files tls.crt and tls.key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        serial = x509.random_serial_number()
        builder = x509.CertificateBuilder(self._name, subject, key.public_key(), serial, _start, _end)
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = builder.add_extension(names, False).sign(self._key, hashes.SHA256())
        (folder / "tls.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        (folder / "tls.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
