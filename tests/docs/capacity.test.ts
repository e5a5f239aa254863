import { run } from "../support/command";
import { blocksUnder, commandsUnder } from "../support/page-blocks";
import { root } from "../support/repository";

it("shows what the first of its plans prints, and plans that work", async () => {
  const [sample] = blocksUnder("docs/capacity.md", "Before: `plan`", "text");
  const options = { cwd: root, env: { ...process.env, npm_config_loglevel: "silent" } };
  const [first, ...others] = commandsUnder("docs/capacity.md", "Before: `plan`");
  expect(await run("bash", ["-c", first!], options)).toEqual({ output: sample, exitCode: 0 });
  for (const command of others) expect(await run("bash", ["-c", command], options)).toMatchObject({ exitCode: 0 });
});
