"""Metrics and spans of OpenTelemetry, where its API is installed (contract 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

try:
    from opentelemetry import metrics, trace
except ImportError:  # the API is optional
    _available = False
else:
    _available = True


class Telemetry:
    """Counts events, and spans fetches and loads; nothing where the API is absent."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._on = _available
        if not _available:
            return
        self._attributes = {"redis_cache.prefix": prefix}
        self._known: dict[tuple[str, tuple[Any, ...]], dict[str, Any]] = {}
        meter = metrics.get_meter("redis_cache_client")
        self._counters = {
            "hit": meter.create_counter("redis_cache.hits"),
            "miss": meter.create_counter("redis_cache.misses"),
            "load": meter.create_counter("redis_cache.loads"),
            "refused": meter.create_counter("redis_cache.refused"),
            "unreadable": meter.create_counter("redis_cache.unreadable"),
            "error": meter.create_counter("redis_cache.errors"),
            "invalidated": meter.create_counter("redis_cache.invalidations"),
        }
        self._duration = meter.create_histogram("redis_cache.load.duration", unit="s")
        self._open = meter.create_gauge("redis_cache.breaker.open")
        self._tracer = trace.get_tracer("redis_cache_client")

    def count(self, event: Mapping[str, Any]) -> None:
        """Adds one event to its metrics."""
        if not self._on:
            return
        kind = event["type"]
        if kind == "breaker":
            self._open.set(1 if event["state"] == "open" else 0, self._attributes)
            return
        counter = self._counters.get(kind)
        if counter is None:
            return
        values = tuple([event[name] for name in _attributes_of[kind]])
        attributes = self._known.get((kind, values))
        if attributes is None:
            attributes = {**self._attributes, **dict(zip(_attributes_of[kind], values, strict=True))}
            self._known[kind, values] = attributes
        counter.add(1, attributes)
        if kind == "load":
            self._duration.record(event["ms"] / 1000, self._attributes)

    @contextmanager
    def span(self, name: str, key: str) -> Iterator[dict[str, Any] | None]:
        """A span around a fetch or a load; what is put into the given dict becomes its attributes."""
        outcome: dict[str, Any] = {}
        with self._tracer.start_as_current_span(name) as span:
            try:
                yield outcome
            finally:
                span.set_attributes({**self._attributes, "redis_cache.key": key, **outcome})

    @property
    def spans(self) -> bool:
        """Whether somebody records spans."""
        return self._on and not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


_attributes_of: dict[str, tuple[str, ...]] = {
    "hit": ("stale",),
    "miss": (),
    "load": ("outcome",),
    "refused": ("reason",),
    "unreadable": (),
    "error": ("kind", "step"),
    "invalidated": ("outcome",),
}
