import * as fc from "fast-check";
import { instanceContext } from "../../../configs/instance/context";
import { parseInstance } from "../../../configs/parse";
import { parseConf, renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { instanceInputs } from "../../support/arbitraries";

const confFiles = ["redis.conf", "replica.conf", "sentinel.conf"];

/** All files of an instance in a cluster, by folder and name. */
function filesOf(input: InstanceInput): [string, string][] {
  const place = { name: "cache", namespace: "redis", platform: "kubernetes" as const };
  const { redis, sentinel } = renderInstance(instanceContext(place, "cache", parseInstance(input, place)));
  const named = (folder: string, files: Record<string, string>) =>
    Object.entries(files).map(([name, text]): [string, string] => [`${folder}/${name}`, text]);
  return [...named("redis", redis), ...named("sentinel", sentinel)];
}

const confsOf = (input: InstanceInput) =>
  filesOf(input).filter(([path]) => confFiles.some((name) => path.endsWith(`/${name}`)));

it("renders four files for Redis and three for Sentinel", () => {
  expect(filesOf({}).map(([path]) => path)).toEqual([
    ...["redis/instance.env", "redis/redis.conf", "redis/replica.conf", "redis/users.acl.tmpl"],
    ...["sentinel/instance.env", "sentinel/sentinel.conf", "sentinel/users.acl.tmpl"],
  ]);
});

describe("for all settings", () => {
  const forAll = (check: (input: InstanceInput) => void) =>
    fc.assert(fc.property(instanceInputs(), check), { numRuns: 50 });

  it("renders the same text again, with one newline at its end", () => {
    forAll((input) => {
      expect(filesOf(input)).toEqual(filesOf(input));
      for (const [path, text] of filesOf(input)) expect(`${path} ${text.slice(-2)}`).toMatch(/\S\n$/);
    });
  });

  it("sorts the lines of each section, and no line stands twice", () => {
    forAll((input) => {
      for (const [, text] of confsOf(input)) {
        const sections = text.split(/^# --- .*\n/m).map((section) => section.split("\n").filter(Boolean));
        for (const lines of sections) expect(lines).toEqual([...lines].sort());
        expect(new Set(sections.flat()).size).toBe(sections.flat().length);
      }
    });
  });

  it("reads back as many directives as there are lines, each by its name", () => {
    forAll((input) => {
      for (const [, text] of confsOf(input)) {
        const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
        expect(parseConf(text).map(({ name }) => name)).toEqual(lines.map((line) => line.split(" ")[0]));
      }
    });
  });

  it("holds no password and no hash", () => {
    forAll((input) => {
      for (const [, text] of filesOf(input)) expect(text).not.toMatch(/masterauth|requirepass|auth-pass|#[0-9a-f]{64}/);
    });
  });
});
