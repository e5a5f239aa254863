import { GitProject } from "../../support/git-project";

const project = new GitProject();

const settings = (limit: string, policy: string) =>
  `config:\n  redis-cache:instances:\n    cache:\n      memory:\n        limit: ${limit}\n        policy: ${policy}\n`;
const write = (limit: string, policy: string) => project.write({ "Pulumi.prod.yaml": settings(limit, policy) });
const review = (...args: string[]) => project.redisCache("review", "-s", "prod", ...args);

beforeAll(() => project.commit({ "Pulumi.prod.yaml": settings("1Gi", "noeviction") }));
afterAll(() => project.remove());

test("the report of a change since a commit, and an exit code by its class", async () => {
  const same = await review();
  expect(same.output).toContain("## Stack prod: none");
  expect(same.exitCode).toBe(0);

  write("2Gi", "noeviction");
  const failover = await review("--base", "main");
  expect(failover.output).toContain("| `instances.cache.memory.limit` | `1Gi` | `2Gi` |");
  expect(failover.exitCode).toBe(10);

  write("1Gi", "allkeys-lru");
  const risky = await review("--base", "HEAD", "--json");
  expect(JSON.parse(risky.output)).toMatchObject({
    changeClass: "data at risk",
    risks: [{ setting: "memory.policy" }],
  });
  expect(risky.exitCode).toBe(20);
});

test("a commit that is not there, and a file that is no preview, are told as such", async () => {
  expect((await review("--base", "nowhere")).output).toContain("--base nowhere: the repository has no such commit.");
  project.write({ "preview.json": "{}" });
  expect((await review("--preview-json", "preview.json")).output).toContain("there are no steps in it");
});

test("a stack that is new changes nothing that runs", async () => {
  project.write({ "Pulumi.dev.yaml": "config:\n  redis-cache:instances:\n    cache: {}\n" });
  const { exitCode, output } = await project.redisCache("review", "-s", "dev");
  expect(output).toContain("## Stack dev: none");
  expect(exitCode).toBe(0);
});
