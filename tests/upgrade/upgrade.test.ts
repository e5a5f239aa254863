import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Snapshot, snapshotOf, stacks } from "./snapshot";

const read = (file: string) => readFileSync(join(__dirname, file), "utf8");

/** The first section of the changelog: what has changed since the release of which the snapshots are. */
const unreleased = read("../../CHANGELOG.md").split(/^## /m)[1]!;

/** The names after `Rolls:`, `Replaces:` or `Removes:` there. */
function named(what: string): string[] {
  const [, list = ""] = new RegExp(`^${what}: (.+)$`, "m").exec(unreleased) ?? [];
  return list === "nothing" ? [] : list.split(", ");
}

describe.each(stacks)("the upgrade of stack %s from the last release", (stack) => {
  const released = JSON.parse(read(`released-${stack}.json`)) as Snapshot;
  let now: Snapshot;
  beforeAll(async () => {
    now = await snapshotOf(stack);
  });

  test("rolls the pods that the changelog names, and no others", () => {
    const parts = different(released.pods, now.pods).map((name) => name.split("-").at(-1)!);
    expect([...new Set(parts)].sort()).toEqual(named("Rolls").sort());
  });

  test("replaces what the changelog names, and nothing else", () => {
    expect(different(released.fixed, now.fixed)).toEqual(named("Replaces").sort());
  });

  test("removes what the changelog names, and nothing else", () => {
    expect(released.objects.filter((object) => !now.objects.includes(object))).toEqual(named("Removes").sort());
  });
});

function different(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(before)
    .filter((name) => name in after && before[name] !== after[name])
    .sort();
}
