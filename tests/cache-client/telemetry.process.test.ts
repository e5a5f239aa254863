import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { Cache } from "../../clients/node/src";
import { startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";
import { patient } from "./support/patience";

afterAll(stopServers);

test("OpenTelemetry counts hits, misses and loads, and has spans of fetches", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const spans = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  const server = testServers().find((one) => one.version.startsWith("7.0"))!;
  const started = await startServer(server, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
  const cache = new Cache(started.connect(), { prefix: "seen", ...patient });

  await cache.fetch("k", () => 1, { ttl: 60 });
  await cache.fetch("k", () => 1, { ttl: 60 });
  await expect(cache.fetch("none", () => Promise.reject(new Error("no source")), { ttl: 60 })).rejects.toThrow();
  await cache.delete("k");
  await reader.forceFlush();

  const measured = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  const points = measured.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes: { "redis_cache.prefix": prefix, ...attributes }, value }) => {
      expect(prefix).toBe("seen");
      return [descriptor.name, attributes, typeof value === "number" ? value : value.count];
    }),
  );
  expect(points).toEqual(
    expect.arrayContaining([
      ["redis_cache.hits", { stale: false }, 1],
      ["redis_cache.misses", {}, 2],
      ["redis_cache.loads", { outcome: "stored" }, 1],
      ["redis_cache.loads", { outcome: "failed" }, 1],
      ["redis_cache.load.duration", { outcome: "stored" }, 1],
      ["redis_cache.invalidations", { outcome: "done" }, 1],
      ["redis_cache.breaker.open", {}, 0],
    ]),
  );
  const seen = spans.getFinishedSpans().map(({ name, attributes }) => [name, attributes["redis_cache.outcome"]]);
  expect(seen).toEqual([
    ["redis_cache.load", undefined],
    ["redis_cache.fetch", "load"],
    ["redis_cache.fetch", "hit"],
    ["redis_cache.load", undefined],
    ["redis_cache.fetch", "load"],
  ]);
  await cache.close();
});
