import { runningSince } from "../../stacks/last-deployment";
import { deploy } from "../support/mocks";

const parents = "urn:pulumi:test::redis-cache::redis-cache:index:RedisCache$redis-cache:index:SentinelQuorum$";
const process = (name: string) => ({
  [`${parents}redis-local:index:Node::${name}`]: { type: "redis-local:index:Node", outputs: {} },
});
const set = (name: string, readyReplicas?: number) => ({
  [`${parents}kubernetes:apps/v1:StatefulSet::${name}`]: {
    type: "kubernetes:apps/v1:StatefulSet",
    outputs: { spec: { replicas: 3 }, status: { readyReplicas } },
  },
});
const service = { [`${parents}kubernetes:core/v1:Service::cache-sentinel-service-0`]: { type: "", outputs: {} } };

/** What Pulumi says of the stack's state. */
const state = (resources: object, outputs: object = { endpoints: {} }) => ({
  "pulumi:pulumi:readStackOutputs": { outputs },
  "pulumi:pulumi:readStackResourceOutputs": { outputs: resources },
});

async function runningIn(answers: Record<string, object>): Promise<string[]> {
  const { result } = await deploy(runningSince, ({ token }) => answers[token]!);
  return [...result];
}

test.each([
  ["processes", { ...process("cache-sentinel-0"), ...process("cache-sentinel-1") }, ["cache-sentinel"]],
  ["a set whose pods are ready", { ...set("cache-sentinel-set", 3), ...service }, ["cache-sentinel"]],
  ["a set that never became ready", set("cache-sentinel-set"), []],
  ["a set of which a pod is not ready", set("cache-sentinel-set", 2), []],
  [
    "two instances",
    { ...set("a-sentinel-set", 3), ...set("a-sentinel-b-sentinel-set", 2), ...set("a-master-set", 3) },
    ["a-master", "a-sentinel"],
  ],
  ["no node", service, []],
])("what runs since the last deployment: %s", async (_, resources, running) => {
  expect((await runningIn(state(resources))).sort()).toEqual(running);
});

test("of a stack that has no state yet, Pulumi is asked for its outputs only", async () => {
  const { "pulumi:pulumi:readStackOutputs": outputs } = state({}, {});
  expect(await runningIn({ "pulumi:pulumi:readStackOutputs": outputs })).toEqual([]);
});

test("where Pulumi does not tell, nothing runs", async () => {
  const { result } = await deploy(runningSince);
  expect(result).toEqual(new Set());
});
