import { shareProjectCopy } from "../support/project-copy";
import { blocksUnder, commandsUnder } from "../support/page-blocks";

jest.setTimeout(1_200_000);

const project = shareProjectCopy();

/** What the pages show is for the ports of the project itself. */
function withPorts(text: string): string {
  const { redis, sentinel, proxy } = project().ports;
  return text
    .replace(/\b2638(\d)\b/g, (_, last) => String(sentinel + Number(last)))
    .replace(/\b638(\d)\b/g, (_, last) => String(redis + Number(last)))
    .replaceAll("7379", String(proxy))
    .replaceAll("7380", String(proxy + 1));
}

const inShell = async (lines: readonly string[]) =>
  (await project().run(`export PATH="$PWD/node_modules/.bin:$PATH"\n${withPorts(lines.join("\n"))}`)).replace(
    /\x1b\[\d+m/g,
    "",
  );

it("has only commands that work in README.md, from the first to the last, in a shell that knows no other page", async () => {
  const output = await inShell(commandsUnder("README.md", "On a laptop"));

  expect(output).toContain("smoke test passed");
  expect(
    output.match(/ writes acknowledged, 0 errors, .*no write lost that WAIT 1 acknowledged$/gm)!.length,
  ).toBeGreaterThan(1);
  const [shown] = blocksUnder("README.md", "On a laptop", "text");
  expect(output.split("\n")).toEqual(expect.arrayContaining(withPorts(shown!).trim().split("\n")));
  expect(output).toContain("Stack local is down.");
});

it("has only commands that work on the other pages, in this order", async () => {
  const output = await inShell([
    "npm run up -- --yes",
    ...commandsUnder("docs/proxy.md", "Use it"),
    "npm run down",
    "npm run up -- --yes",
    ...commandsUnder("docs/clients.md", "Connect"),
    ...commandsUnder("docs/pulumi.md", "A stack on this machine"),
    ...commandsUnder("docs/changes.md", "Applied by the least disruptive way"),
    ...commandsUnder("docs/changes.md", "Reviewed before the merge"),
    ...commandsUnder("docs/changes.md", "In CI"),
    ...commandsUnder("docs/kubernetes.md", "With GitOps"),
    ...commandsUnder("docs/kubernetes.md", "Autoscaling"),
    ...commandsUnder("docs/monitoring.md", "Alerts"),
    "npm run down",
  ]);

  expect(output).toContain("PONG");
  expect(output).toMatch(
    /^ {2}proxy .* 0 errors, .*no write lost that WAIT 1 acknowledged; a client without Sentinels/m,
  );
  expect(output).toContain("## Stack prod: none");
});
