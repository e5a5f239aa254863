import { shareProjectCopy } from "../../support/project-copy";

const project = shareProjectCopy();

async function tool(...args: string[]): Promise<string> {
  const { exitCode, output } = await project().tool(...args);
  if (exitCode !== 0) throw new Error(`redis-cache ${args.join(" ")}: ${exitCode}\n${output}`);
  return output;
}

/** Asks the home of the master as an application of this user does. */
async function as(user: string, command: string): Promise<string> {
  const { output } = await project().shell(
    `eval "$(npm run -s redis-cache -- env -s local --client --user ${user})" && ` +
      `REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -p ${project().ports.redis} --user "$REDIS_USERNAME" ${command}`,
  );
  return output.trim();
}

test("a stack that runs gets a user, whose password is added, and rotates it", async () => {
  await tool("up");
  const unknown = await project().tool("env", "--client", "--user", "reports");
  expect([unknown.exitCode, unknown.output]).toEqual([1, expect.stringContaining("There is: app.")]);

  const users = 'users: { reports: { keys: ["orders:*"], readOnly: true } }';
  await project().shell(`sed -i.old '/^    cache:/a\\\n      ${users}' Pulumi.local.yaml && rm Pulumi.local.yaml.old`);
  expect(await tool("review", "--base", "HEAD")).toContain("ACL SETUSER reports on every Redis node");
  const made = await tool("secrets", "init");
  expect(made).toContain("cache: generated users.reports\n");
  expect(await tool("secrets", "init")).toContain("all secrets exist");
  expect(await tool("up")).toContain("--client --user reports");
  await tool("status", "--wait");
  expect(await as("reports", "GET orders:1")).toBe("");
  expect(await as("reports", "SET orders:1 x")).toContain("NOPERM");
  expect(await as("app", "SET orders:1 x")).toBe("OK");

  expect(await tool("secrets", "rotate", "--user", "reports")).toContain("step 1 of 3");
  await tool("up");
  expect(await tool("secrets", "rotate", "--user", "reports")).toContain("users.reports.login is the other name");
  await tool("up");
  expect(await as("reports", "ACL WHOAMI")).toBe("reports-b");
  expect(await tool("secrets", "rotate", "--user", "reports")).toContain("step 3 of 3");
  await tool("up");
  expect(await tool("status")).toContain("healthy");
});
