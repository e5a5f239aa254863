import { shareProjectCopy } from "../support/project-copy";
import { blocksUnder, commandsUnder } from "../support/page-blocks";

jest.setTimeout(600_000);

const project = shareProjectCopy();

/** What the pages show is for the ports of the project itself. */
function withPorts(text: string): string {
  const { redis, sentinel } = project().ports;
  return text
    .replace(/\b2638(\d)\b/g, (_, last) => String(sentinel + Number(last)))
    .replace(/\b638(\d)\b/g, (_, last) => String(redis + Number(last)));
}

it("has only commands that work, in the order in which the pages show them", async () => {
  const lines = [
    ...commandsUnder("README.md", "On a laptop"),
    ...commandsUnder("docs/clients.md", "Connect"),
    ...commandsUnder("docs/pulumi.md", "A stack on this machine"),
    ...commandsUnder("docs/changes.md", "Applied by the least disruptive way"),
    ...commandsUnder("docs/changes.md", "Reviewed before the merge"),
    ...commandsUnder("docs/changes.md", "In CI"),
    ...commandsUnder("docs/kubernetes.md", "With GitOps"),
  ];
  const down = lines.indexOf("npm run down");
  const inOrder = [...lines.slice(0, down), ...lines.slice(down + 1), "npm run down"];

  const output = await project().run(`export PATH="$PWD/node_modules/.bin:$PATH"\n${withPorts(inOrder.join("\n"))}`);

  expect(output).toContain("smoke test passed");
  expect(output).toContain("PONG");
  expect(output).toContain("11 unchanged");
  expect(output).toContain("## Stack prod: none");
  const printed = output.replace(/\x1b\[\d+m/g, "").split("\n");
  const [shown] = blocksUnder("README.md", "On a laptop", "text");
  expect(printed).toEqual(expect.arrayContaining(withPorts(shown!).trim().split("\n")));
});
