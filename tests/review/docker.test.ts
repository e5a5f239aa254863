import { parseStack, type InstanceInput } from "../../configs";
import { review } from "../../review";
import { stackResources } from "../../cli/render/objects";

async function reviewed(from: InstanceInput, to: InstanceInput) {
  // One program at a time is registered.
  return review(await stateOf(from), await stateOf(to));
}

async function stateOf(cache: InstanceInput) {
  const settings = parseStack({ platform: "docker", instances: { cache } }, {});
  return { settings, resources: await stackResources(settings) };
}

const base: InstanceInput = { cpu: { limit: "1" }, proxy: { kind: "haproxy" } };

test.each<[string, InstanceInput, string, RegExp[]]>([
  ["nothing", base, "none", []],
  ["a policy", { ...base, memory: { policy: "allkeys-lfu" } }, "live", [/^CONFIG SET maxmemory-policy allkeys-lfu/]],
  [
    "a limit",
    { ...base, memory: { limit: "2Gi" } },
    "failover",
    [/maxmemory/, /replicas restart, one after the other \(.*memory|replicas restart/, /master hands over/],
  ],
  ["a replica more", { ...base, replicas: { min: 3 } }, "live", [/1 more replicas/]],
  ["a change of the proxy that goes on", { ...base, proxy: { ...base.proxy, hold: "20s" } }, "live", [/proxy reads/]],
  ["more memory for the proxy", { ...base, proxy: { ...base.proxy, memory: "1Gi" } }, "none", []],
  ["no proxy", { cpu: { limit: "1" } }, "rolling restart", [/proxy ends/]],
  [
    "another image",
    { ...base, server: { digest: `sha256:${"a".repeat(64)}` } },
    "failover",
    [/replicas restart/, /master hands over/, /Sentinels restart/],
  ],
  ["another network", { ...base, network: { subnet: "172.30.8.0/24" } }, "data at risk", [/restart/]],
])("review of %s", async (_, to, changeClass, texts) => {
  const report = await reviewed(base, to);
  expect(report.changeClass).toBe(changeClass);
  const shown = report.steps.map(({ text }) => text);
  for (const text of texts) expect(shown).toContainEqual(expect.stringMatching(text));
});
