import fc from "fast-check";
import { settingsFile } from "../../../cli/project";
import { stackFolder } from "../../../cli/project/folders";
import { parseSettings, stackFileOf } from "../../../cli/project/stack-file";
import { UserError } from "../../../cli/terminal/errors";
import { type Finding, formatFinding, SettingsError } from "../../../configs";

const fileOf = (text: string) => stackFileOf("redis", "test", "/project/Pulumi.test.yaml", text);
const settingsOf = (text: string) => parseSettings(fileOf(text));

test("a stack's full name stands for the file of its last part", () => {
  const project = { root: "/project", name: "redis" };
  for (const stack of ["prod", "acme/prod", "acme/redis/prod"]) {
    expect(settingsFile(project, stack)).toBe("/project/Pulumi.prod.yaml");
    expect(stackFolder(project.root, stack)).toBe("/project/.redis-cache/prod");
  }
});

test("anchors, merge keys, octal numbers and underscores are read as the engine reads them", () => {
  const { instances } = settingsOf(`config:
  redis-cache:instances:
    cache: &base
      network: { maxclients: 20_000 }
      secrets: { source: existingSecret, secretName: users }
      sentinel: { count: 05 }
    other:
      <<: *base
      memory: { limit: 2Gi }
`);
  expect(instances.other).toMatchObject({ ...instances.cache, memory: { limit: "2Gi" } });
  expect(instances.cache).toMatchObject({ network: { maxclients: 20_000 }, sentinel: { count: 5 } });
  expect(() => settingsOf("config: {redis-cache:instances: {cache: {sentinel: {count: 011}}}}")).not.toThrow();
});

test("days and times without quotes are what the engine hands on of them", () => {
  const annotations = (text: string) =>
    settingsOf(`config: {redis-cache:instances: {cache: {annotations: {a: ${text}}}}}`).instances.cache!.annotations.a;
  expect(annotations("2026-1-2")).toBe("2026-01-02");
  expect(annotations("2026-01-02 00:00:00")).toBe("2026-01-02");
  expect(annotations("2026-01-02T03:00:00Z")).toBe("2026-01-02T03:00:00");
  expect(annotations('"2026-1-2"')).toBe("2026-1-2");
  expect(annotations("2026-01-02T03:00:00")).toBe("2026-01-02T03:00:00");
  expect(annotations("2026-13-02")).toBe("2026-13-02");
});

test("a file that says it is YAML 1.1 is read as any other, as the engine does", () => {
  expect(() => settingsOf("%YAML 1.1\n---\nconfig: {redis-cache:instances: {cache: {tls: {enabled: yes}}}}")).toThrow(
    /tls\.enabled/,
  );
});

test("names that every object has are names like others", () => {
  const refused = (cache: string) => () => settingsOf(`config: {redis-cache:instances: {cache: ${cache}}}`);
  expect(refused("{constructor: 1, toString: 2}")).toThrow(
    /constructor\n.*\n.*\n.*is not a known setting\n {2}fix: {5}remove it/,
  );
  expect(refused("{extra: {redis: {constructor: 1}, sentinel: {valueOf: 1}}}")).toThrow(/2 settings are refused/);
  expect(refused("{preset: constructor}")).toThrow(/must be one of cache/);
  expect(refused("{users: {app: {}, constructor: {commands: [+constructor]}}}")).toThrow(/is no command/);
  expect(refused("{users: {constructor: {}}, labels: {constructor: x}}")).not.toThrow();
});

test("beside `secure` another key is plain text, as it is to Pulumi", () => {
  const config = "config: {redis-cache:instances: {cache: {}}, redis-cache:secrets: {cache: {secure: v1, app: plain}}}";
  expect(() => settingsOf(config)).toThrow(/holds secrets in plain text/);
});

test("what `pulumi config set` writes is read as it is meant", () => {
  const written = settingsOf(`config:
  redis-cache:createNamespace: "false"
  redis-cache:instances: '{"cache": {"replicas": {"min": 3}}}'
`);
  expect(written).toMatchObject({ createNamespace: false, instances: { cache: { replicas: { min: 3 } } } });
});

test("a refused setting is told with file, line and column", () => {
  const text = "config:\n  redis-cache:instances:\n    cache:\n      sentinel:\n        count: 2\n";
  expect(() => settingsOf(text)).toThrow(/sentinel\.count\n {2}place: {3}Pulumi\.test\.yaml:5:9\n/);
});

describe("a number or a word that YAML reads as another", () => {
  const refusal = (cache: string) => findingsIn(`config: {redis-cache:instances: {cache: ${cache}}}`)[0];

  test.each([
    ["{labels: {build: 1.10}}", "value:   1.10, which YAML reads as 1.1", 'write "1.10", in quotes'],
    ["{labels: {build: 0123}}", "value:   0123, which YAML reads as 83", 'write "0123", in quotes'],
    [
      "{annotations: {id: 12345678901234567890}}",
      "12345678901234567890, which",
      'write "12345678901234567890", in quotes',
    ],
    ["{annotations: {on: True}}", "value:   True, which YAML reads as true", 'write "True", in quotes'],
    ["{server: {version: 8.20}}", "value:   8.20, which YAML reads as 8.2", "write one of "],
    ["{network: {maxclients: 0123}}", "value:   0123, which YAML reads as 83", "write 123"],
    ["{network: {maxclients: .inf}}", "value:   .inf, which YAML reads as Infinity", ""],
    ["{replicas: {min: 1_000}}", "value:   1_000, which YAML reads as 1000", "write 99 or less"],
    ["{sentinel: {count: 0b100}}", "value:   0b100, which YAML reads as 4", "write 3 or 5"],
    ["{users: {a: {keys: [0x10]}}}", "value:   0x10, which YAML reads as 16", 'write "0x10", in quotes'],
    ["{replicas: {minn: 0x10}}", "value:   0x10, which YAML reads as 16", "write instances.cache.replicas.min"],
  ])("%s is told as it stands there", (cache, value, fix) => {
    expect(formatFinding(refusal(cache)!)).toContain(value);
    expect(refusal(cache)?.fix).toMatch(fix);
  });

  test("is also found behind an alias and a merge key", () => {
    const base = "&base {labels: &labels {build: 1.10}}";
    const [, second, third] = findingsIn(`config:
  redis-cache:instances: {a: ${base}, b: {<<: *base}, c: {annotations: *labels}}`);
    expect(second).toMatchObject({ property: "instances.b.labels.build", written: "1.10" });
    expect(third).toMatchObject({ property: "instances.c.annotations.build", written: "1.10" });
  });

  test("is not said of one that is read as it stands", () => {
    expect(refusal("{labels: {build: 8.2}}")).toMatchObject({ value: 8.2 });
    expect(refusal("{labels: {build: 8.2}}")).not.toHaveProperty("written");
  });

  const digits = fc.stringMatching(/^[0-9][0-9_]{0,6}[0-9](\.[0-9]{1,3})?(e[1-9])?$/);

  test("the way out keeps it, letter for letter", () => {
    fc.assert(
      fc.property(digits, (text) => {
        const found = refusal(`{annotations: {a: ${text}}}`);
        if (found === undefined) return; // text to YAML too
        expect(found.fix).toBe(`write "${text}", in quotes`);
      }),
    );
  });
});

function findingsIn(text: string): Finding[] {
  try {
    settingsOf(text);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.findings;
    throw error;
  }
}

test.each([
  ["a tab", "config:\n\tredis-cache:instances: {}\n", "Pulumi.test.yaml:2:1"],
  ["a key twice", "config:\n  a: 1\n  a: 2\n", "Pulumi.test.yaml:3:3"],
  ["an alias of nothing", "config:\n  redis-cache:instances: *base\n", "Pulumi.test.yaml:2:26"],
  ["an alias of what it is in", "config:\n  redis-cache:instances: &a { cache: *a }\n", "Pulumi.test.yaml:2:38"],
  ["a list", "- config\n", "Pulumi.test.yaml:1:1"],
  ["a second document", "config: {}\n---\nconfig: {}\n", "Pulumi.test.yaml:2:1"],
  ["a control character", 'config:\n  a: "\0"\n', "Pulumi.test.yaml:2:7"],
  ["a type that the text is not of", "config:\n  a: !!bool yes\n", "Pulumi.test.yaml:2:6"],
  ["nesting without an end", `config: ${"[".repeat(5000)}`, "Pulumi.test.yaml:1:"],
  ["a list under config", "config:\n  - redis-cache:instances\n", "Pulumi.test.yaml:1:1"],
])("%s is told with file, line and column", (_, text, place) => {
  expect(() => settingsOf(text)).toThrow(UserError);
  expect(() => settingsOf(text)).toThrow(place);
});

const pieces = [
  "config:",
  "  redis-cache:instances:",
  "    cache:",
  "  redis-cache:",
  "- ",
  ": ",
  "{",
  "}",
  "[",
  "&a",
  "*a",
  "<<: *a",
];
const fileTexts = fc
  .array(fc.oneof(fc.constantFrom(...pieces, "\n", "\n", " ", '"', "'", "|", "!!binary", "0o9", "\t"), fc.string()), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

test("no file ends in a stack trace", () => {
  fc.assert(
    fc.property(fileTexts, (text) => {
      try {
        settingsOf(text);
      } catch (error) {
        const isTold = error instanceof UserError || error instanceof SettingsError;
        expect({ text, isTold, error: isTold ? undefined : error }).toMatchObject({ isTold: true });
      }
    }),
    { numRuns: 2_000 },
  );
});
