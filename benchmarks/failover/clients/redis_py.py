"""An application with redis-py that writes without pause: says `ready`, takes `stop` and `give up`, tells as JSON what it saw."""

import json
import os
import sys
import threading
import time
import uuid
from urllib.parse import unquote, urlsplit

from redis import Redis
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
    run = Run(count_connections(redis.connection_pool.connection_class))
    threading.Thread(target=listen, args=[run], daemon=True).start()
    key = f"benchmark:failover:{uuid.uuid4()}"
    written = run.written
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
        run.acknowledge()
        if written["writes"] == WRITES_BEFORE:
            print("ready", flush=True)
        if last:
            break
    written["lost"] = written["writes"] - redis.bitcount(key)
    redis.delete(key)
    run.say()


class Run:
    """What it has seen so far."""

    def __init__(self, connections):
        self.connections = connections
        self.last_at = 0
        self.written = {
            "writes": 0,
            "longestGapMs": 0,
            "lost": 0,
            "refused": {},
            "failed": {},
            "reconnects": 0,
            "gaveUp": False,
        }

    def acknowledge(self):
        now = time.monotonic()
        if self.written["writes"] >= WRITES_BEFORE:
            self.note_gap(now)
        self.last_at = now
        self.written["writes"] += 1

    def note_gap(self, now):
        self.written["longestGapMs"] = max(self.written["longestGapMs"], (now - self.last_at) * 1000)

    def give_up(self):
        """Its write may wait for ever, and what it has written cannot be looked for."""
        self.written["gaveUp"] = True
        self.note_gap(time.monotonic())
        self.say()

    def say(self):
        self.written["reconnects"] = len(self.connections) - 1
        print(json.dumps(self.written), flush=True)


def connect():
    environment = os.environ
    if sys.argv[1] == "proxy":
        return connect_to_proxy(urlsplit(environment["REDIS_PROXY_URL"]))
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


def connect_to_proxy(url):
    """By its parts: what Redis.from_url makes tries nothing again (redis-py 8.1)."""
    ca = os.environ.get("REDIS_CA_FILE")
    tls = {"ssl": True, "ssl_ca_certs": ca} if ca else {}
    return Redis(url.hostname, url.port, username=url.username, password=unquote(url.password), **tls)


def count_connections(kind):
    """Before the first is made, for a library tells nobody of those that it makes anew."""
    made = []
    connect_socket = kind._connect

    def counted(self):
        socket = connect_socket(self)
        made.append(1)
        return socket

    kind._connect = counted
    return made


def listen(run):
    for line in sys.stdin:
        if line == "stop\n":
            stop_asked.set()
        else:
            run.give_up()
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
