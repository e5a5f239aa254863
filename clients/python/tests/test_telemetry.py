"""Metrics and spans, where OpenTelemetry is there."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from servers import HOST, Server

# Providers are of a whole process.
PROGRAM = """
import json, sys
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

reader, exporter, tracers = InMemoryMetricReader(), InMemorySpanExporter(), TracerProvider()
metrics.set_meter_provider(MeterProvider(metric_readers=[reader]))
tracers.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(tracers)

from redis_cache_client import Cache, Connection, create_client

client = create_client(Connection(url=sys.argv[1]), socket_timeout=30, socket_connect_timeout=30)
cache = Cache(client, prefix="told", budget_ms=30_000)
for _ in range(2):
    cache.fetch("k", lambda: 1, ttl=60)
cache.delete("k")
found = {}
for resource in reader.get_metrics_data().resource_metrics:
    for scope in resource.scope_metrics:
        for metric in scope.metrics:
            for point in metric.data.data_points:
                value = getattr(point, "value", None) if hasattr(point, "value") else point.count
                found[metric.name] = [value, dict(point.attributes)]
spans = [
    [span.name, span.attributes.get("redis_cache.outcome"), span.parent is not None]
    for span in exporter.get_finished_spans()
]
print(json.dumps({"metrics": found, "spans": spans}))
"""


def test_metrics_and_spans(redis_server: Server) -> None:
    command = [sys.executable, "-c", PROGRAM, f"redis://{HOST}:{redis_server.port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    told: Any = json.loads(done.stdout)
    prefix = {"redis_cache.prefix": "told"}
    assert told["metrics"] == {
        "redis_cache.hits": [1, {**prefix, "stale": False}],
        "redis_cache.misses": [1, prefix],
        "redis_cache.loads": [1, {**prefix, "outcome": "stored"}],
        "redis_cache.load.duration": [1, prefix],
        "redis_cache.invalidations": [1, {**prefix, "outcome": "done"}],
    }
    assert told["spans"] == [
        ["redis_cache.load", None, True],
        ["redis_cache.fetch", "load", False],
        ["redis_cache.fetch", "hit", False],
    ]
