import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployedInstance } from "../../../cli/health/deployed";
import { parseState, viewProxy } from "../../../cli/health/proxy";

it("reads whom a proxy follows, what it hears, and where reads go", () => {
  const text =
    "configuration=0a1b\nnamed=cache-master-0\nopen=yes\nsentinels=2/3\ncache-master-0=drain\ncache-replica-0=ready\ncache-replica-1=gone\n";
  expect(parseState(text)).toEqual({
    ...{ configuration: "0a1b", named: "cache-master-0", open: true, heard: 2, sentinels: 3 },
    reads: ["cache-replica-0"],
  });
  expect(parseState("named=none\nopen=no\nsentinels=0/3\ncache-master-0=gone\n")).toEqual({
    open: false,
    heard: 0,
    sentinels: 3,
    reads: [],
  });
});

it("does not take another program's answer for a proxy's", () => {
  expect(() => parseState("<html>404</html>")).toThrow(/^not understood: <html>/);
});

describe("of Twemproxy", () => {
  let nodes: string;
  let folder: string;
  const proxy = {
    name: "cache-proxy",
    host: "127.0.0.1",
    port: 7379,
    readPort: 7379,
    healthPort: 8404,
    shard: "cache2",
  };
  const view = () => viewProxy(proxy, { nodes } as DeployedInstance);
  const ready = "named=cache2-replica-0\nopen=yes\nsentinels=3/3\ncache2-master-0=drain\n";

  beforeEach(() => {
    nodes = mkdtempSync(join(tmpdir(), "redis-cache-nodes-"));
    folder = join(nodes, "cache-proxy", "run", "shards", "cache2");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "ready"), ready);
    writeFileSync(join(folder, "sentinels"), "redis_cache_proxy_newest_word_age_seconds 1\n");
  });
  afterEach(() => rmSync(nodes, { recursive: true }));

  it("reads from files whom it follows for a shard, and nothing of reads, which it does not split", async () => {
    expect(await view()).toEqual({
      ...proxy,
      ...{ named: "cache2-replica-0", open: true, heard: 3, sentinels: 3, newestWord: 1 },
    });
  });

  it("takes no file for an answer that nobody writes any more", async () => {
    const before = Date.now() / 1000 - 60;
    utimesSync(join(folder, "ready"), before, before);
    await expect(view()).rejects.toThrow(/^it has said nothing for 60 s$/);
  });
});
