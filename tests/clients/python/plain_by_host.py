import os
from urllib.parse import unquote, urlsplit

from redis import Redis

url = urlsplit(os.environ["REDIS_PROXY_URL"])
tls = {"ssl": True, "ssl_ca_certs": os.environ["REDIS_CA_FILE"]} if "REDIS_CA_FILE" in os.environ else {}
redis = Redis(host=url.hostname, port=url.port, username=url.username, password=unquote(url.password), **tls)
