import { stripVTControlCharacters } from "node:util";
import type { InstanceView } from "../../../cli/health/observe";
import { healthText } from "../../../cli/health/table";

const address = (name: string, port: number) => ({ name, host: "127.0.0.1", port });
const master = { role: "master", offset: 123_456_789_012, usedMemory: 2 ** 20, maxmemory: 2 ** 30 };
const replica = { ...master, role: "replica", linked: true, silence: 10, offset: 123_456_000_000 };

function viewOf(at: number): InstanceView {
  const names = ["cache-master-0", "cache-replica-0", "cache-replica-1"];
  const redis = names.map((name, i) => ({
    ...address(name, 6380 + i),
    ...(i === at ? master : { ...replica, follows: `127.0.0.1:${6380 + at}` }),
  }));
  const sentinels = [0, 1, 2].map((i) => ({
    ...address(`cache-sentinel-${i}`, 26380 + i),
    ...{ master: `127.0.0.1:${6380 + at}`, masterDown: i === 2, replicas: 2, otherSentinels: 2 },
  }));
  return { instance: "cache", masterName: "redis-cache", redis, sentinels };
}

const linesOf = (...args: Parameters<typeof healthText>) => stripVTControlCharacters(healthText(...args)).split("\n");
const widest = (lines: string[]) => Math.max(...lines.map((line) => line.length));

it.each([0, 1])("fits a terminal of 80 columns, wherever the master is (%d)", (at) => {
  const silent = {
    ...address("cache-replica-1", 6382),
    error: "connect ECONNREFUSED 127.0.0.1:6382 and so on ".repeat(3),
  };
  const view = viewOf(at);
  const problems = ["cache-replica-1 does not answer"];
  const shown = { ...view, redis: [...view.redis.slice(0, 2), silent] };
  expect(widest(linesOf(shown, { problems }))).toBeLessThanOrEqual(80);
  expect(widest(linesOf(view, { problems: [] }))).toBeLessThanOrEqual(80);
});

it("shows offset, memory and what Sentinels know where it may be wide", () => {
  const text = linesOf(viewOf(0), { problems: [] }, { wide: true }).join("\n");
  expect(text).toMatch(/123456789012.* 1\.0 Mi of 1024\.0 Mi/);
  expect(text).toContain("knows 2 replicas, 2 Sentinels; it is down");
});

it("says where the master's role is when its home has another", () => {
  const lines = linesOf(viewOf(1), { problems: [] });
  expect(lines.find((line) => line.includes("│ cache-master-0 "))).toMatch(/│ replica \(home\) +│ cache-replica-0 /);
  expect(lines.join("\n")).toContain("cache-replica-0 is master now;");
  expect(linesOf(viewOf(0), { problems: [] }).join("\n")).not.toContain("home");
});

it("has a row for each process of the proxy: whom it follows, what it hears, where reads go", () => {
  const proxy = {
    ...{ name: "cache-proxy-5d4f8b7c9d-x2x4v", host: "127.0.0.1", port: 7379, readPort: 7380, healthPort: 8404 },
    ...{
      named: "cache-replica-0",
      heard: 2,
      sentinels: 3,
      newestWord: 0.25,
      reads: ["cache-master-0", "cache-replica-1"],
    },
  };
  const view = { ...viewOf(1), proxies: [proxy, { ...proxy, name: "cache-proxy", error: "refused" }] };
  const lines = linesOf(view, { problems: [] });
  expect(widest(lines)).toBeLessThanOrEqual(80);
  expect(lines.join("\n")).toMatch(/│ cache-pro…-x2x4v │ proxy +│ cache-replica-0 │ +│ hears 2\/3 /);
  expect(lines.join("\n")).toMatch(/│ cache-proxy +│ down +│/);
  const wide = linesOf(view, { problems: [] }, { wide: true }).join("\n");
  expect(wide).toMatch(
    /cache-proxy-5d4f8b7c9d-x2x4v .* hears 2 of 3 Sentinels, 0\.3 s ago; reads: cache-master-0, cache-replica-1/,
  );
});

it("says below the table what nodes have left aside", () => {
  const leftAside = [{ node: "cache-replica-0", what: "files", reason: "tls.crt ended at 2026-11-28" }] as const;
  expect(linesOf(viewOf(0), { problems: [], leftAside }).at(-1)).toBe(
    "left aside by cache-replica-0: tls.crt ended at 2026-11-28",
  );
});

it("says which alerts fire where it may be wide, and how many where not", () => {
  const endpoint = address("cache-alertmanager", 9191);
  const view = { ...viewOf(0), monitoring: [{ ...endpoint, kind: "alertmanager" as const, firing: ["A", "B"] }] };
  expect(linesOf(view, { problems: [] }).join("\n")).toMatch(/cache-alertmanager .* 2 alerts/);
  expect(linesOf(view, { problems: [] }, { wide: true }).join("\n")).toMatch(/cache-alertmanager .* A, B/);
});
