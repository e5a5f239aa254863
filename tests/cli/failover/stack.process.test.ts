import { shareProjectCopy } from "../../support/project-copy";

jest.setTimeout(300_000);

const project = shareProjectCopy();

beforeAll(() => tool("up"));

async function tool(...args: string[]): Promise<string> {
  const { exitCode, output } = await project().tool(...args);
  if (exitCode !== 0) throw new Error(`redis-cache ${args.join(" ")}: ${exitCode}\n${output}`);
  return output;
}

interface Shown {
  redis: { name: string; role?: string }[];
  problems: string[];
}

async function healthyMaster(): Promise<string> {
  const [{ redis, problems }] = JSON.parse(await tool("status", "--json")) as [Shown];
  expect(problems).toEqual([]);
  return redis.find(({ role }) => role === "master")!.name;
}

it("says what a hand-over would do, and does nothing", async () => {
  const output = await tool("failover", "--dry-run");
  expect(output).toContain("cache-master-0 would hand over to cache-replica-0");
  expect(await healthyMaster()).toBe("cache-master-0");
});

it("refuses a target that is none, with the way out", async () => {
  const { exitCode, output } = await project().tool("failover", "--to", "cache-master-0");
  expect(exitCode).toBe(1);
  expect(output).toMatch(/--to = cache-master-0: it is the master already\.\s+Way out: choose one of cache-replica-0/);
  expect(output).not.toContain("    at ");
});

it("hands over, and tells what a client saw", async () => {
  const output = await tool("failover", "--to", "cache-replica-1", "--yes");
  expect(output).toContain("cache-master-0 has handed over to cache-replica-1");
  expect(output).toMatch(/longest pause \d+ ms, no acknowledged write lost/);
  expect(await healthyMaster()).toBe("cache-replica-1");

  const back = JSON.parse(await tool("failover", "--json")) as { answer: object; client: object };
  expect(back).toMatchObject({
    answer: { outcome: "done", fields: { from: "cache-replica-1", to: "cache-master-0" } },
    client: { refused: {}, lost: 0 },
  });
});

it("writes until Ctrl-C, then tells what became of the writes", async () => {
  const load = project().startTool("load", "--writers", "3");
  await load.prints(" 2 s  ");
  load.kill("SIGINT");
  const { exitCode, output } = await load.outcome;
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^Writing to cache with 3 connections until Ctrl-C; master is cache-/);
  expect(output).toMatch(
    /^cache: \d+ writes acknowledged, none refused, longest pause \d+ ms, no acknowledged write lost$/m,
  );
});
