import { changedStates, stateOf } from "../../../cli/review/states";
import { parseStack, type StackInput } from "../../../configs";
import { review } from "../../../review";

const network = (port: number) => ({ port, sentinelPort: port + 5 });
const base: StackInput = {
  platform: "local",
  instances: { cache: { network: network(7000) }, queue: { network: network(7010) }, jobs: { network: network(7020) } },
};
const { jobs: _, ...fewer } = base.instances;

test.each<[string, StackInput, string[]]>([
  ["one instance differs", { ...base, instances: { ...base.instances, queue: { network: network(7030) } } }, ["queue"]],
  ["none differs", base, []],
  ["one more", { ...base, instances: { ...base.instances, other: { network: network(7030) } } }, ["other"]],
  ["one less", { ...base, instances: fewer }, ["jobs"]],
  ["all by the namespace", { ...base, namespace: "elsewhere" }, ["cache", "jobs", "queue"]],
  ["all by the platform", { ...base, platform: "kubernetes" }, ["cache", "jobs", "queue"]],
])("a review needs what differs only: %s", async (_title, changed, names) => {
  const written = { base: { settings: parseStack(base) }, head: { settings: parseStack(changed) } };
  const states = await changedStates(written);

  expect(review(states.base, states.head)).toEqual(review(await stateOf(written.base), await stateOf(written.head)));
  const rendered = [...states.base.resources, ...states.head.resources].map(({ name }) => name.split("-")[0]!);
  const instances = new Set(rendered.filter((name) => name in base.instances || name in changed.instances));
  expect([...instances].sort()).toEqual(names);
});
