import { shareProjectCopy } from "../../support/project-copy";

const project = shareProjectCopy();

async function tool(...args: string[]): Promise<string> {
  const { exitCode, output } = await project().tool(...args);
  if (exitCode !== 0) throw new Error(`redis-cache ${args.join(" ")}: ${exitCode}\n${output}`);
  return output;
}

const rotate = (...args: string[]) => project().tool("secrets", "rotate", "--user", "app", ...args);

beforeAll(() => tool("up"));

test("applications change over to another name and password, while one of them writes", async () => {
  const load = project().startTool("load");
  await load.prints(" 2 s  ");

  expect((await rotate()).output).toContain("step 1 of 3");
  const early = await rotate("--timeout", "1s");
  expect(early.exitCode).toBe(1);
  expect(early.output).toMatch(
    /Step 2 of 3 has to wait:\s+cache-master-0 does not know the new password of user app-b yet/,
  );
  await tool("up");

  expect((await rotate()).output).toContain("step 2 of 3");
  await tool("up");
  expect(await tool("env", "--client")).toContain("REDIS_USERNAME='app-b'");
  const used = await rotate("--timeout", "1s");
  expect(used.exitCode).toBe(1);
  expect(used.output).toMatch(/is logged in to cache-master-0 as app$/m);

  load.kill("SIGINT");
  expect((await load.outcome).output).toMatch(
    /0 errors, longest pause \d+ ms, no write lost that WAIT 1 acknowledged$/m,
  );
  expect((await rotate()).output).toContain("step 3 of 3");
  await tool("up");
  expect(await tool("status")).toContain("healthy");
  expect((await project().shell("git diff Pulumi.local.yaml")).output).toContain("+        appUser: app-b");
});
