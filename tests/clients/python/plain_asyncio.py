import os

from redis.asyncio import Redis

tls = {"ssl_ca_certs": os.environ["REDIS_CA_FILE"]} if "REDIS_CA_FILE" in os.environ else {}
redis = Redis.from_url(os.environ["REDIS_PROXY_URL"], **tls)
