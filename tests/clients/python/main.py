"""An application that writes to Redis by the library that its argument names, as protocol.py says."""

import asyncio
import os
import subprocess
import sys
import threading
import time

from protocol import DONE_WITHIN, KEY, PAUSE, NotDone, end_with_input, now, print_line, print_write, write_on


def redis_py():
    from redis_py import redis

    write_on(lambda n: redis.setbit(KEY, n, 1))


def plain_redis_py():
    from plain import redis

    write_on(lambda n: redis.setbit(KEY, n, 1))


def plain_redis_py_by_host():
    from plain_by_host import redis

    write_on(lambda n: redis.setbit(KEY, n, 1))


def redis_py_asyncio():
    from redis_py_asyncio import redis

    write_all_on(redis)


def plain_redis_py_asyncio():
    from plain_asyncio import redis

    write_all_on(redis)


def write_all_on(redis):
    async def write_all():
        n = 0
        while True:
            start = now()
            try:
                await redis.setbit(KEY, n, 1)
                print_write(n, start)
            except Exception as error:
                print_write(n, start, error)
            await asyncio.sleep(PAUSE)
            n += 1

    end_with_input()
    asyncio.run(write_all())


def celery():
    from celery_app import app, double

    # With these a worker may stop to take jobs after a reconnection: celery/celery#10205, #8091.
    without = ["--without-heartbeat", "--without-gossip", "--without-mingle"]
    hand_over_jobs("celery_app", app, double, without)


def plain_celery():
    from plain_celery_app import app, double

    hand_over_jobs("plain_celery_app", app, double)


def hand_over_jobs(module, app, double, options=()):
    from celery.exceptions import TimeoutError as NoResult

    command = [sys.executable, "-m", "celery", "--app", module, "worker", "--concurrency", "1", *options]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    end_with_input(process.terminate)
    late = {}

    def hand_over(n):
        result = double.delay(n)
        try:
            assert result.get(timeout=DONE_WITHIN) == 2 * n
        except NoResult:
            late[n] = result
            raise NotDone(f"not done within {DONE_WITHIN * 1000} ms") from None

    def look_for_late():
        while True:
            time.sleep(0.5)
            for n, result in list(late.items()):
                try:
                    if app.AsyncResult(result.id).ready():
                        del late[n]
                        print_line(done=n)
                except Exception as error:
                    print(error, file=sys.stderr)

    def end_with_worker():
        print(f"the worker ended with code {process.wait()}", file=sys.stderr, flush=True)
        os._exit(1)

    threading.Thread(target=look_for_late, daemon=True).start()
    threading.Thread(target=end_with_worker, daemon=True).start()
    write_on(hand_over)


programs = {
    "redis-py": redis_py,
    "plain-redis-py": plain_redis_py,
    "plain-redis-py-by-host": plain_redis_py_by_host,
    "redis-py-asyncio": redis_py_asyncio,
    "plain-redis-py-asyncio": plain_redis_py_asyncio,
    "celery": celery,
    "plain-celery": plain_celery,
}
programs[sys.argv[1]]()
