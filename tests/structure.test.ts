import { basename, dirname, join } from "node:path";
import { stackSchema } from "../configs";
import { knownKeys, schemaAt } from "../configs/schema/walk";
import { programFor } from "../cli/main";
import { repositoryFiles, textOf } from "./support/repository";

const sources = repositoryFiles().filter((path) => path.endsWith(".ts"));

describe("the keys of Pulumi.STACK.yaml", () => {
  const stackKeys = knownKeys(stackSchema);
  const instanceKeys = knownKeys(schemaAt(stackSchema, ["instances", "NAME"]));

  it("has a file in configs/settings for each key of an instance, and only two more", () => {
    expect(namesIn("configs/settings")).toEqual([...instanceKeys, "instance", "stack"].sort());
  });

  it.each([
    ["configs/rules", ["extra-together", "twemproxy", "without-effect", "of-platform", "index", "rule", "sources"]],
    ["review/risks", ["index", "risk", "stack"]],
  ])("names the files in %s by them", (folder, others) => {
    const names = namesIn(folder).filter((name) => !others.includes(name));
    expect(names.filter((name) => ![...instanceKeys, ...stackKeys].includes(name))).toEqual([]);
  });
});

it("has a file in cli/commands for each command, and no other", () => {
  const commands = programFor([]).commands.map((command) => command.name());
  expect(namesIn("cli/commands")).toEqual(commands.sort());
});

/** Below a layer eslint looks at no arrows. */
it.each(["cli", "configs"])("has no folders in %s that import from each other in a circle", (layer) => {
  expect(circles(importsBetween(layer))).toEqual([]);
});

/** Prettier breaks code, but neither comments nor strings; titles and texts of tests may be as long as they are. */
it("keeps lines within 120 columns", () => {
  const isLong = (line: string) => line.length > 120 && !line.includes("://");
  const longLines = repositoryFiles()
    .filter((path) => /\.([jt]s|sh)$/.test(path) && !/^(tests|verification)\//.test(path))
    .flatMap((path) =>
      textOf(path)
        .split("\n")
        .filter(isLong)
        .map((line) => `${path}: ${line}`),
    );
  expect(longLines).toEqual([]);
});

function namesIn(folder: string): string[] {
  return sources
    .filter((path) => dirname(path) === folder)
    .map((path) => basename(path, ".ts"))
    .sort();
}

type Arrows = Map<string, Set<string>>;

/** For each folder of a layer the other ones that its files import from, be it only types. */
function importsBetween(layer: string): Arrows {
  const arrows: Arrows = new Map();
  for (const path of sources.filter((source) => source.startsWith(`${layer}/`))) {
    const from = dirname(path);
    const targets = arrows.get(from) ?? new Set();
    for (const [, imported] of textOf(path).matchAll(/(?:\bfrom |\bimport\()"(\.[^"]*)"/g)) {
      const to = folderOf(join(from, imported!));
      if (to !== from && `${to}/`.startsWith(`${layer}/`)) targets.add(to);
    }
    arrows.set(from, targets);
  }
  return arrows;
}

/** A folder is imported by its own name where it has an index. */
function folderOf(path: string): string {
  return sources.includes(join(path, "index.ts")) ? path : dirname(path);
}

/** The folders that are reached from themselves. */
function circles(arrows: Arrows): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of arrows.get(from) ?? []) if (!seen.has(to)) reached(to, seen.add(to));
    return seen;
  };
  return [...arrows.keys()].filter((folder) => reached(folder).has(folder));
}
