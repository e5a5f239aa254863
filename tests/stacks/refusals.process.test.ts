import { join } from "node:path";
import { userNames } from "../../configs";
import { type ScratchProject, scratchProject } from "../support/scratch-project";

const repository = join(__dirname, "../..");
const stack = `export * from ${JSON.stringify(join(repository, "stacks"))};\n`;
const library = `
import { RedisCache } from ${JSON.stringify(join(repository, "components"))};

const place = { platform: "local", localDirectory: "/nowhere", secrets: Promise.resolve({ app: "a-password-of-app" }) };
new RedisCache("cache", { ...place, settings: {} });
`;

let project: ScratchProject;

beforeAll(async () => {
  project = await scratchProject({ "index.ts": stack });
});
afterAll(() => project.remove());

/** What the real engine says of a program that refuses: its diagnostics, which stand at the end. */
async function refusalOf(program: string, config: Record<string, string> = {}): Promise<string> {
  await project.write("index.ts", program);
  const flags = Object.entries(config).flatMap(([path, value]) => [
    path.startsWith("redis-cache:secrets") ? "--secret" : "--plaintext",
    `${path}=${value}`,
  ]);
  if (flags.length > 0)
    expect(await project.pulumi("config", "set-all", "--path", ...flags)).toMatchObject({ exitCode: 0 });
  const { exitCode, output } = await project.pulumi("preview");
  expect(exitCode).not.toBe(0);
  expect(output).not.toMatch(/serializing|unhandled|\n +at |hunter2/);
  return output.slice(output.lastIndexOf("Diagnostics:"));
}

const times = (text: string, part: string | RegExp) => text.split(part).length - 1;

test("one instance without passwords: one message, each user in it once", async () => {
  const said = await refusalOf(stack, {
    "redis-cache:platform": "local",
    "redis-cache:instances.cache.memory.limit": "256Mi",
  });

  expect(times(said, "settings are refused:")).toBe(1);
  for (const user of userNames) expect(times(said, new RegExp(`secrets\\.cache\\.${user}\\n`))).toBe(1);
  expect(times(said, "reason:  is missing\n")).toBe(1);
  expect(times(said, /fix: {5}run `redis-cache secrets init -s test`/)).toBe(1);
});

test("ten instances: all that is refused of settings and secrets is one message, without a password", async () => {
  const others = Array.from({ length: 9 }, (_, i) => [
    `redis-cache:instances.other-${i}.network.port`,
    `${7000 + 10 * i}`,
  ]);
  const said = await refusalOf(stack, {
    ...(Object.fromEntries(others) as Record<string, string>),
    "redis-cache:instances.other-3.sentinel.count": "2",
    "redis-cache:secrets.cache.app": "hunter2",
  });

  expect(times(said, "settings are refused:")).toBe(1);
  expect(said).toMatch(/instances\.other-3\.sentinel\.count\n +value: +2\n +reason: .*\n +fix: /);
  expect(said).toMatch(/secrets\.cache\.app\n +reason: +is shorter than 16 characters\n +fix: /);
  expect(times(said, /secrets\.other-\d\.ops\n/)).toBe(9);
  expect(times(said, "reason:  is missing\n")).toBe(1);
});

test("a component of the library whose passwords are known late: one message, on it", async () => {
  const said = await refusalOf(library);

  expect(said).toMatch(/redis-cache:index:RedisCache \(cache\):\n +error: 5 settings are refused:/);
  expect(times(said, /secrets\.cache\.ops\n/)).toBe(1);
  expect(times(said, "reason:  is missing\n")).toBe(1);
});
