import { execFileSync } from "node:child_process";
import { renderInstance } from "../../../configs/render";
import { contextOf } from "../../support/contexts";

const envOf = (...of: Parameters<typeof contextOf>) => renderInstance(contextOf(...of)).redis["instance.env"]!;

it("tells the scripts about all nodes, the home of the master first", () => {
  const text = envOf({ replicas: { min: 2, max: 3 } });
  expect(text).toContain(
    "REDIS_NODES='cache-master-0=127.0.0.1:6379 cache-replica-0=127.0.0.1:6380 " +
      "cache-replica-1=127.0.0.1:6381 cache-replica-2=127.0.0.1:6382'\n",
  );
  expect(text).toContain("HOME_NODE=cache-master-0\n");
  expect(text).toContain("REPLICAS_MIN=2\n");
});

it("is sorted, a variable a line", () => {
  const names = envOf().trimEnd().split("\n");
  expect(names).toEqual([...names].sort());
  for (const line of names) expect(line).toMatch(/^[A-Z_]+=\S.*$/);
});

it("reads in a shell as what was meant", () => {
  const text = envOf({ preset: "pureCache", tls: { enabled: true } }, "kubernetes");
  const script = `${text}\nprintf '%s|' "$MASTER_NAME" "$PERSISTENCE" "$QUORUM" "$STOP_GRACE_MS" "$TLS" "$SENTINEL_NODES"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
    "redis-cache|no|2|60000|yes|" +
      "cache-sentinel-0=cache-sentinel-0.redis.svc.cluster.local:26379 " +
      "cache-sentinel-1=cache-sentinel-1.redis.svc.cluster.local:26379 " +
      "cache-sentinel-2=cache-sentinel-2.redis.svc.cluster.local:26379|",
  );
});

it("names the Redis outside that an instance without data follows", () => {
  const replicaOf = { host: "old-redis.example.com", user: "copier", hold: "2m" as const };
  const text = envOf({ bootstrap: { replicaOf } });
  const lines = text.split("\n").filter((line) => line.startsWith("EXTERNAL"));
  expect(lines).toEqual([
    "EXTERNAL=old-redis.example.com:6379",
    "EXTERNAL_HOLD_MS=120000",
    "EXTERNAL_TLS=no",
    "EXTERNAL_USER=copier",
  ]);
});
