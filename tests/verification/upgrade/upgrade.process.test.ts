import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pulumiProject, type StackName, stacks } from "../../../verification/upgrade/pulumi-project";
import { releasedSettings, releasedState } from "../../../verification/upgrade/released";

interface Step {
  op: string;
  urn: string;
  detailedDiff: Record<string, unknown> | null;
}

/** The first section of the changelog: what has changed since the release whose states are kept. */
const unreleased = readFileSync(join(__dirname, "../../../CHANGELOG.md"), "utf8").split(/^## /m)[1]!;

/** The names after `Rolls:`, `Replaces:` or `Removes:` there. */
function named(what: string): string[] {
  const [, list = ""] = new RegExp(`^${what}: (.+)$`, "m").exec(unreleased) ?? [];
  return list === "nothing" ? [] : list.split(", ").sort();
}

describe.each(stacks)("the Pulumi CLI's preview of this program over stack %s of the last release", (stack) => {
  let steps: Step[];
  beforeAll(async () => {
    steps = await previewOver(stack);
  }, 600_000);
  const labelsOf = (what: string) => steps.flatMap((step) => (step.op === what ? label(step) : [])).sort();

  test("looks at the objects of the release", () => {
    expect(steps.filter(({ op }) => op === "same" || op === "update").length).toBeGreaterThan(30);
  });

  test("rolls the pods that the changelog names, and no others", () => {
    const parts = steps.filter(rollsPods).map(({ urn }) => /-(\w+)-set$/.exec(urn)![1]);
    expect([...new Set(parts)].sort()).toEqual(named("Rolls"));
  });

  test("replaces what the changelog names, and nothing else", () => {
    expect(labelsOf("replace")).toEqual(named("Replaces"));
  });

  test("removes what the changelog names, and nothing else", () => {
    expect(labelsOf("delete")).toEqual(named("Removes"));
  });
});

async function previewOver(stack: StackName): Promise<Step[]> {
  const project = await pulumiProject(stack, readFileSync(releasedSettings(stack), "utf8"));
  try {
    await project.pulumi("stack", "import", "--file", releasedState(stack));
    return (JSON.parse(await project.pulumi("preview", "--json", "--show-sames")) as { steps: Step[] }).steps;
  } finally {
    project.remove();
  }
}

function rollsPods({ op, urn, detailedDiff }: Step): boolean {
  const paths = Object.keys(detailedDiff ?? {});
  return (
    op === "update" && typeOf(urn).endsWith(":StatefulSet") && paths.some((path) => path.startsWith("spec.template"))
  );
}

/** `StatefulSet cache-master`. */
function label({ urn }: Step): string {
  return `${typeOf(urn).split(":").at(-1)} ${urn.split("::").at(-1)}`;
}

function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}
