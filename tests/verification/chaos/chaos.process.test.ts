import { closeClusters } from "../../support/cluster";
import { canHaveNetworks } from "../../support/network/network";
import { brokenScripts } from "../../../verification/chaos/broken-scripts";
import { failureText } from "../../../verification/chaos/report";
import type { RunOptions } from "../../../verification/chaos/run";
import { runSeed } from "../../../verification/chaos/run";

afterEach(closeClusters);

/** How long a recovery may take, in ms: `npm run chaos` is stricter, and has the machine for itself. */
const within = 60_000;

test("three seeds hold every invariant", async () => {
  const reports = await Promise.all([7, 8, 9].map((seed) => runSeed({ seed, steps: 9, within })));
  for (const report of reports) {
    expect(report.violation && failureText(report)).toBeUndefined();
    expect(report.steps).toHaveLength(9);
    expect(report.acknowledged).toBeGreaterThan(500);
  }
});

/** Where this machine allows namespaces; a check of the whole must not pass without. */
const withNetworks = canHaveNetworks() || Boolean(process.env.CI);

const cutOff = { seed: 1, steps: 2, only: ["cut-from-sentinels"], network: true };

(withNetworks ? test : test.skip)("a seed that cuts the network holds every invariant", async () => {
  const report = await runSeed({ ...cutOff, within });
  expect(report.violation && failureText(report)).toBeUndefined();
  expect(report.longestOverlap).toBe(0);
});

type Broken = Pick<RunOptions, "seed" | "steps" | "only" | "scripts" | "network"> & { name: string; finds: RegExp };

const broken: Broken[] = [
  {
    name: "nodes that become master when nothing answers",
    // With the gate such a node takes no writes.
    scripts: { ...brokenScripts.masterWhenNothingAnswers, ...brokenScripts.noGate },
    ...{ seed: 4, steps: 4, only: ["everything"] },
    finds: /not healthy .* masters: |have both taken writes|are not on the master/,
  },
  {
    name: "a hand-over without a fence",
    scripts: brokenScripts.noFence,
    ...{ seed: 1, steps: 6, only: ["hand-over"] },
    finds: /acknowledged writes are not on the master/,
  },
  {
    name: "a named node that goes on with an empty disk",
    scripts: brokenScripts.diskGivesRight,
    ...{ seed: 3, steps: 4, only: ["lose-volume"] },
    finds: /is master without any key/,
  },
  {
    name: "a promoted node that takes writes at once, and lacks what was acknowledged meanwhile",
    scripts: brokenScripts.noGate,
    ...cutOff,
    finds: /acknowledged writes are not on the master|two nodes have taken writes/,
  },
].filter(({ network }: Partial<Broken>) => !network || withNetworks);

test.each(broken)(
  "$name: the runner finds it, and tells the steps",
  async ({ finds, seed, steps, only, network, scripts }) => {
    const report = await runSeed({ seed, steps, only, network, scripts, within });
    expect(report.violation).toMatch(finds);
    const text = failureText(report);
    expect(text).toContain(`seed ${seed}: VIOLATION`);
    expect(text).toContain(`${report.steps.length}. `);
    expect(text).toContain("--- cache-master-0");
  },
);
