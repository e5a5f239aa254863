import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSettings, stackFileOf } from "../../cli/project/stack-file";
import { UserError } from "../../cli/terminal/errors";
import { type Finding, SettingsError, warnings } from "../../configs";

interface Case {
  id: string;
  platform: "kubernetes" | "local";
  title: string;
  property: string;
  body: string;
}

const cases = readFileSync(join(__dirname, "settings.txt"), "utf8")
  .split(/^### /m)
  .slice(1)
  .map((block): Case => {
    const [head = "", ...lines] = block.split("\n");
    const [id = "", platform, title = "", property = ""] = head.split("|").map((part) => part.trim());
    return { id, platform: platform === "l" ? "local" : "kubernetes", title, property, body: lines.join("\n") };
  });

test.each(cases.filter(({ id }) => !id.startsWith("g-")))("$id is told of: $title", (written) => {
  const findings = findingsOf(written);
  expect(findings.map(({ property }) => property).join(" ")).toContain(written.property);
  for (const { fix } of findings) expect(fix).toMatch(/^\S.{4,}/);
});

test.each(cases.filter(({ id }) => id.startsWith("g-")))("$id is accepted: $title", (written) => {
  expect(findingsOf(written)).toEqual([]);
});

/** What is refused, else what is warned of; what is no YAML is told with its place. */
function findingsOf(written: Case): Finding[] {
  try {
    return warnings(parseSettings(stackFileOf("redis", "test", "Pulumi.test.yaml", fileText(written))));
  } catch (error) {
    if (error instanceof SettingsError) return error.findings;
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(/^Pulumi\.test\.yaml:\d+:\d+: /);
    return [{ property: written.property, reason: "is no YAML", fix: (error as UserError).message }];
  }
}

function fileText({ body, platform }: Case): string {
  if (body.startsWith("FILE\n")) return body.slice("FILE\n".length);
  const config = body.startsWith("STACK\n")
    ? indented(2, body.slice("STACK\n".length))
    : `  redis-cache:instances:\n    cache:\n${indented(6, body)}`;
  return `config:\n  redis-cache:platform: ${platform}\n${config}`;
}

function indented(by: number, text: string): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}
