import { missingCertificates } from "../../../cli/secrets/certificates";
import { expectRefusal, findingsOf, refuses, stackOf } from "../../support/refused";

const backup = { bucket: "b-1" };
const pem = (kind: string) => `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`;

refuses([
  ["a server on this machine for pods", { backup: { server: {} } }, "backup.server", undefined, /on this machine/],
  ["a prefix that climbs", { backup: { ...backup, prefix: "../other" } }, "backup.prefix", "../other", /dots only/],
  ["a prefix of dots", { backup: { ...backup, prefix: ".." } }, "backup.prefix", "..", /dots only/],
  [
    "a key that adds arguments",
    { backup: { ...backup, encryption: "kms", kmsKey: "abc --acl public-read" } },
    "backup.kmsKey",
    "abc --acl public-read",
    /without spaces/,
  ],
  [
    "an authority that is a file",
    { backup: { ...backup, endpoint: "https://s3.example.com", ca: "/etc/ssl/ca.pem" } },
    "backup.ca",
    "/etc/ssl/ca.pem",
    /certificates in PEM/,
  ],
  [
    "a key beside the authority",
    { backup: { ...backup, endpoint: "https://s3.example.com", ca: pem("PRIVATE KEY") } },
    "backup.ca",
    pem("PRIVATE KEY"),
    /there is a private key/,
  ],
  [
    "an authority that cannot be read",
    { backup: { ...backup, endpoint: "https://s3.example.com", ca: pem("CERTIFICATE") } },
    "backup.ca",
    pem("CERTIFICATE"),
    /cannot be read: number 1/,
  ],
  ["words for a schedule", { backup: { ...backup, schedule: "daily" } }, "backup.schedule", "daily", /five fields/],
  [
    "a time zone that nobody knows",
    { backup: { ...backup, timeZone: "Berlin" } },
    "backup.timeZone",
    "Berlin",
    /Europe\/Berlin/,
  ],
  [
    "no Secret",
    { backup: { ...backup, credentials: { source: "existingSecret" } } },
    "backup.credentials.secretName",
    undefined,
    /is missing/,
  ],
  [
    "a role that is not used",
    { backup: { ...backup, credentials: { role: "arn:aws:iam::123456789012:role/x" } } },
    "backup.credentials.role",
    "arn:aws:iam::123456789012:role/x",
    /for backup.credentials.source role only/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      ["no bucket", { backup: {} }, "backup.bucket", undefined, /is missing/],
      [
        "a bucket that S3 does not take",
        { backup: { bucket: "My_Bucket" } },
        "backup.bucket",
        "My_Bucket",
        /stores name buckets/,
      ],
      [
        "a prefix with an empty folder",
        { backup: { bucket: "b-1", prefix: "a//b" } },
        "backup.prefix",
        "a//b",
        /without a \//,
      ],
      [
        "an endpoint with the bucket behind it",
        { backup: { bucket: "b-1", endpoint: "https://0a1b.r2.cloudflarestorage.com/b-1" } },
        "backup.endpoint",
        "https://0a1b.r2.cloudflarestorage.com/b-1",
        /has the bucket in it/,
      ],
      [
        "an endpoint with the bucket before it",
        { backup: { bucket: "b-1", endpoint: "https://b-1.fra1.digitaloceanspaces.com" } },
        "backup.endpoint",
        "https://b-1.fra1.digitaloceanspaces.com",
        /has the bucket in it/,
      ],
      [
        "an endpoint with a blank, which a URL would lose",
        { backup: { bucket: "b-1", endpoint: "https://minio.example.com:9000 " } },
        "backup.endpoint",
        "https://minio.example.com:9000 ",
        /must be http:/,
      ],
      [
        "an endpoint with a port that cannot be",
        { backup: { bucket: "b-1", endpoint: "https://s3:99999" } },
        "backup.endpoint",
        "https://s3:99999",
        /with a host/,
      ],
      ["no day to keep", { backup: { bucket: "b-1", keep: { daily: 0 } } }, "backup.keep.daily", 0, /at least 1/],
      [
        "a key without KMS",
        { backup: { bucket: "b-1", kmsKey: "alias/x" } },
        "backup.kmsKey",
        "alias/x",
        /for encryption kms/,
      ],
      [
        "two stores",
        { backup: { server: {}, endpoint: "https://minio" } },
        "backup.endpoint",
        "https://minio",
        /names another store/,
      ],
      ["the port of a node", { backup: { server: { port: 6380 } } }, "backup.server.port", 6380, /overlaps 6379-6381/],
      [
        "a role for a process",
        { backup: { server: {}, credentials: { source: "role" } } },
        "backup.credentials.source",
        "role",
        /is for pods/,
      ],
    ],
    { platform: "local" },
  );
});

test("an authority for a store that is not reached by https", async () => {
  const { ca } = await missingCertificates(["localhost"], undefined);
  const written = { backup: { ...backup, endpoint: "http://s3.example.com", ca } };
  expectRefusal(stackOf(written), "instances.cache.backup.ca", undefined, /reached by https/);
  expect(findingsOf(stackOf({ backup: { ...written.backup, endpoint: "https://s3.example.com" } }))).toEqual([]);
});
