"""Runs a command, and prints as JSON what it and its children have used."""

import json
import resource
import subprocess
import sys
import time

began = time.monotonic()
ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(
    json.dumps(
        {
            "code": ended.returncode,
            "seconds": time.monotonic() - began,
            "coreSeconds": used.ru_utime + used.ru_stime,
            # Of the largest process.
            "megabytes": used.ru_maxrss / 1024,
        }
    )
)
