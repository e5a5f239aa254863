import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseStack, warnings } from "../../../configs";
import { generatedFiles } from "../../../configs/generate/files";
import { instanceSchema } from "../../../configs/settings/instance";
import { stackSchema } from "../../../configs/settings/stack";
import { settingsOf } from "../../../configs/schema/walk";

const root = join(__dirname, "../../..");
const all = [...settingsOf(stackSchema), ...settingsOf(instanceSchema)].map(
  (entry) => [entry.path.join("."), entry] as const,
);

test.each(generatedFiles)("$path is what the schema says; `npm run generate` writes it", ({ path, text }) => {
  const current = readFileSync(join(root, path), "utf8");
  expect(text(current)).toBe(current);
});

test.each(all)("%s is documented", (_name, { meta, schema }) => {
  expect(meta.description).toMatch(/^[A-Z`].*[.]$/s);
  expect(meta.source).toMatch(/\S/);
  const hasDefault = schema.safeParse(undefined).success;
  const isComputed = hasDefault && schema.parse(undefined) === undefined;
  expect(meta.computed !== undefined).toBe(isComputed);
});

describe.each(["local", "docker", "dev", "prod"])("Pulumi.%s.yaml", (stack) => {
  const file = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(file) as { config: Record<string, unknown> };
  const settings = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("redis-cache:", ""), value]),
  );

  test("is accepted without a warning", () => {
    expect(warnings(parseStack(settings))).toEqual([]);
  });

  test("names its schema and holds neither a secret nor a salt", () => {
    expect(file).toMatch(/^# yaml-language-server: \$schema=configs\/settings\.schema\.json\n/);
    expect(file).not.toMatch(/encryptionsalt|secretsprovider|secure:|redis-cache:secrets/);
  });
});

test("a file without the markers is not overwritten", () => {
  const project = generatedFiles.find(({ path }) => path === "Pulumi.yaml");
  expect(() => project?.text("name: x\n")).toThrow(/lacks the lines/);
});
