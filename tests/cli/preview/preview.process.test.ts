import { GitProject } from "../../support/git-project";

const project = new GitProject();

// The server on PATH may be built without jemalloc.
const settings = (more = "") =>
  `config:\n  redis-cache:instances:\n    cache:\n      server:\n        engine: redis\n        version: "7.0"\n      memory:\n        activeDefrag: false\n${more}`;
const levels = JSON.stringify({
  backup: "advisory",
  "images-by-digest": "disabled",
  spread: "disabled",
  "three-sentinels": "disabled",
  tls: "disabled",
});

beforeAll(() =>
  project.commit({
    "Pulumi.dev.yaml": settings(),
    "Pulumi.prod.yaml": settings(),
    "policies/levels/prod.json": levels,
  }),
);
afterAll(() => project.remove());

test("nothing is told of stacks that a change does not concern", async () => {
  const { exitCode, output } = await project.redisCache("preview");
  expect(output).toContain("No stack is concerned.");
  expect(exitCode).toBe(0);
});

test("a change of one setting: its report, the policies, and a start of that very server", async () => {
  project.write({ "Pulumi.prod.yaml": settings("      network:\n        maxclients: 500\n") });
  const { exitCode, output } = await project.redisCache("preview", "--base", "main");
  expect(output).toContain("## Stack prod: live");
  expect(output).toContain("CONFIG SET maxclients 500 (from 10000)");
  expect(output).toContain("- advisory, backup: instance cache has no backup.");
  expect(output).toContain("- cache: redis 7.0 starts");
  expect(output).not.toContain("## Stack dev");
  expect(exitCode).toBe(0);
});

test("data at risk, and a mandatory policy that is not met, end it with their own codes", async () => {
  project.write({ "Pulumi.prod.yaml": settings("      persistence:\n        mode: none\n") });
  expect(await project.redisCache("preview")).toMatchObject({ exitCode: 20 });
  project.write({ "policies/levels/prod.json": "{}" });
  const { exitCode, output } = await project.redisCache("preview");
  expect(output).toContain("- mandatory, tls: cache-redis: the nodes listen without TLS.");
  expect(exitCode).toBe(1);
});
