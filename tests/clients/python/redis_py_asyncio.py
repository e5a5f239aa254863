import os

from redis.backoff import NoBackoff
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel

login = {
    "username": os.environ["REDIS_USERNAME"],
    "password": os.environ["REDIS_PASSWORD"],
    "socket_timeout": 1,
}
if "REDIS_CA_FILE" in os.environ:
    login.update(ssl=True, ssl_ca_certs=os.environ["REDIS_CA_FILE"])
addresses = [address.split(":") for address in os.environ["REDIS_SENTINELS"].split(",")]
sentinel = Sentinel(addresses, sentinel_kwargs=login, **login)
redis = sentinel.master_for(os.environ["REDIS_MASTER_NAME"], retry=Retry(NoBackoff(), 0))
