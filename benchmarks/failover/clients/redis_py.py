"""An application with redis-py that writes without pause: says `ready`, takes `stop`, tells as JSON what it saw."""

import json
import os
import sys
import threading
import time
import uuid

from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry
from redis.sentinel import Sentinel

WRITES_BEFORE = 200
PAUSE_AFTER_ERROR = 0.01

stop_asked = threading.Event()


def main():
    redis = connect()
    threading.Thread(target=listen, daemon=True).start()
    key = f"benchmark:failover:{uuid.uuid4()}"
    written = {"writes": 0, "longestGapMs": 0, "lost": 0, "refused": {}, "failed": {}}
    last_at = 0
    while True:
        last = stop_asked.is_set()
        try:
            # A bit for each write tells at the end which are there, and takes no room.
            redis.setbit(key, written["writes"], 1)
        except RedisError as error:
            # The outer retry: a client with inner retries tries the old address again without asking Sentinel.
            count(error, written)
            time.sleep(PAUSE_AFTER_ERROR)
            continue
        now = time.monotonic()
        if written["writes"] >= WRITES_BEFORE:
            written["longestGapMs"] = max(written["longestGapMs"], (now - last_at) * 1000)
        last_at = now
        written["writes"] += 1
        if written["writes"] == WRITES_BEFORE:
            print("ready", flush=True)
        if last:
            break
    written["lost"] = written["writes"] - redis.bitcount(key)
    redis.delete(key)
    print(json.dumps(written), flush=True)


def connect():
    environment = os.environ
    login = {
        "username": environment["REDIS_USERNAME"],
        "password": environment["REDIS_PASSWORD"],
        "socket_timeout": 1,
    }
    if "REDIS_CA_FILE" in environment:
        login.update(ssl=True, ssl_ca_certs=environment["REDIS_CA_FILE"])
    sentinels = [address.split(":") for address in environment["REDIS_SENTINELS"].split(",")]
    sentinel = Sentinel(sentinels, sentinel_kwargs=login, **login)
    return sentinel.master_for(environment["REDIS_MASTER_NAME"], retry=Retry(NoBackoff(), 0))


def listen():
    for _ in sys.stdin:
        stop_asked.set()
    os._exit(0)


def count(error, written):
    kind = "refused" if is_refusal(error) else "failed"
    written[kind][str(error)] = written[kind].get(str(error), 0) + 1


def is_refusal(error):
    """An answer of the server; redis-py makes a ConnectionError of some, READONLY among them."""
    if isinstance(error, ConnectionError):
        disguised = isinstance(error, (AuthenticationError, BusyLoadingError))
        return disguised or "previous master is now a slave" in str(error)
    return isinstance(error, ResponseError)


main()
