import { closeClusters } from "../../support/cluster";
import { brokenScripts } from "../../../verification/chaos/broken-scripts";
import { failureText } from "../../../verification/chaos/report";
import type { RunOptions } from "../../../verification/chaos/run";
import { runSeed } from "../../../verification/chaos/run";

afterEach(closeClusters);
jest.setTimeout(240_000);

test("three seeds hold every invariant", async () => {
  const reports = await Promise.all([7, 8, 9].map((seed) => runSeed({ seed, steps: 9 })));
  for (const report of reports) {
    expect(report.violation && failureText(report)).toBeUndefined();
    expect(report.steps).toHaveLength(9);
    expect(report.acknowledged).toBeGreaterThan(500);
  }
});

type Broken = Pick<RunOptions, "seed" | "steps" | "only" | "scripts"> & { name: string; finds: RegExp };

const broken: Broken[] = [
  {
    name: "nodes that become master when nothing answers",
    scripts: brokenScripts.masterWhenNothingAnswers,
    ...{ seed: 1, steps: 4, only: ["everything"] },
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
    ...{ seed: 2, steps: 2, only: ["lose-volume"] },
    finds: /is master without any key/,
  },
];

test.each(broken)("$name: the runner finds it, and tells the steps", async ({ finds, seed, steps, only, scripts }) => {
  const report = await runSeed({ seed, steps, only, scripts });
  expect(report.violation).toMatch(finds);
  const text = failureText(report);
  expect(text).toContain(`seed ${seed}: VIOLATION`);
  expect(text).toContain(`${report.steps.length}. `);
  expect(text).toContain("--- cache-master-0");
});
