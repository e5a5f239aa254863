import { parse } from "yaml";
import { findProject } from "../../cli/project";
import { parseSettings, readStackFile } from "../../cli/project/stack-file";
import { stackResources } from "../../cli/render/objects";
import type { Size, StackSettings } from "../../configs";
import { bytes, parseStack } from "../../configs";
import { markdown, review } from "../../review";
import { blocksUnder } from "../support/page-blocks";
import { root, textOf } from "../support/repository";

const stateOf = async (settings: StackSettings) => ({ settings, resources: await stackResources(settings) });

/** The settings of stack prod with another limit of memory. */
function prodWith(limit: Size): StackSettings {
  const { config } = parse(textOf("Pulumi.prod.yaml")) as { config: Record<string, never> };
  const written = Object.fromEntries(Object.entries(config).map(([key, value]) => [key.split(":")[1]!, value]));
  (written.instances as unknown as Record<string, { memory: object }>).cache!.memory = { limit };
  return parseStack(written);
}

test("the review that README.md shows is what the command prints, shortened", async () => {
  const before = parseSettings(readStackFile(findProject(root), "prod"));
  expect(bytes(before.instances.cache!.memory.limit)).toBe(bytes("8Gi"));
  const report = markdown("prod", review(await stateOf(before), await stateOf(prodWith("10Gi")))).split("\n");

  const [shown] = blocksUnder("README.md", "Review a change", "text");
  const lines = shown!.trim().split("\n");
  const printed = lines.map((line) => report.find((found) => isShortened(line, found)));

  expect(printed.map((line, i) => line ?? `not printed: ${lines[i]}`)).toEqual(printed);
  const places = printed.map((line) => report.indexOf(line!));
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

/** ` ...` at its end stands for the rest of a line. */
function isShortened(line: string, printed: string): boolean {
  return line.endsWith(" ...") ? printed.startsWith(line.slice(0, -" ...".length)) : printed === line;
}
