import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shareProjectCopy } from "./support/project-copy";
import { commandsUnder, readme } from "./support/readme";

jest.setTimeout(300_000);

const project = shareProjectCopy();

it("has only commands that work, in the order in which it shows them", async () => {
  const lines = ["Try it", "Connect", "Plain Pulumi"].flatMap((heading) => commandsUnder(heading));
  const down = lines.indexOf("npm run down");
  const inOrder = [...lines.slice(0, down), ...lines.slice(down + 1), "npm run down"];
  const script = inOrder.join("\n").replace("-p 6380", `-p ${project().ports.redis}`);
  const output = await project().run(`export PATH="$PWD/node_modules/.bin:$PATH"\n${script}`);
  expect(output).toContain("smoke test passed");
  expect(output).toContain("PONG");
  expect(output).toContain("11 unchanged");
});

it("names only npm scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script!);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

it("shows the settings of stack local as they are", () => {
  const shown = /```yaml\n([\s\S]+?)```/.exec(readme)![1]!;
  const tracked = readFileSync(join(__dirname, "../Pulumi.local.yaml"), "utf8");
  expect(tracked.replace(/^#.*\n/gm, "")).toBe(shown);
});
