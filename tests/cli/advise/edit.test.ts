import { outcomeOf } from "../../../cli/advise/edit";
import type { OpenStack } from "../../../cli/project/stack-file";
import { parseSettings, stackFileOf } from "../../../cli/project/stack-file";

const written = `config:
  redis-cache:namespace: shop
  redis-cache:instances:
    cache:
      memory:
        limit: 2Gi
        policy: volatile-lru
    other: {}
`;

function stack(text = written): OpenStack {
  const stackFile = stackFileOf("project", "prod", "Pulumi.prod.yaml", text);
  return {
    project: { root: ".", name: "project" },
    stackFile,
    settings: () => parseSettings(stackFile),
  };
}

it.each([
  ["live", { memory: { policy: "volatile-lfu" as const } }],
  ["data at risk", { memory: { policy: "allkeys-lru" as const } }],
  ["failover", { memory: { limit: "3Gi" as const } }],
  ["none", { memory: { limit: "2Gi" as const } }],
])("has class %s for %j", async (changeClass, edit) => {
  expect(await outcomeOf(stack(), "cache", edit)).toEqual({ changeClass });
});

it("reads instances that were written as JSON", async () => {
  const text = `config:\n  redis-cache:instances: '{"cache":{"memory":{"limit":"2Gi"}}}'\n`;
  expect(await outcomeOf(stack(text), "cache", { network: { maxclients: 20_000 } })).toEqual({ changeClass: "live" });
});

it("says why the settings refuse an edit", async () => {
  const outcome = await outcomeOf(stack(), "cache", { memory: { maxmemory: "4Gi" } });
  expect(outcome).toMatchObject({ refused: expect.stringContaining("instances.cache.memory.maxmemory") as string });
});
