import { join } from "node:path";
import { Redis } from "ioredis";
import { freePorts } from "../../benchmarks/free-ports";
import type { Connection } from "../../configs/connection";
import { userNames } from "../../configs";
import { installedServer } from "../../providers/local/installed";
import { type ScratchProject, scratchProject } from "../support/scratch-project";

const teams = ["team-a", "team-b"];
const passwords = Object.fromEntries(userNames.map((user) => [user, `password-of-${user}-1234`]));
const { engine, version } = installedServer()!;

let project: ScratchProject;

beforeAll(async () => {
  project = await scratchProject({});
});
afterAll(async () => {
  await project.pulumi("destroy", "--yes", "--skip-preview");
  await project.remove();
});

/** An instance `cache` for each team, with the arguments that tell them apart. */
async function programOf(argumentsOf: (team: string) => string, nameOf: (team: string) => string): Promise<string> {
  const blocks: string[] = [];
  for (const team of teams) {
    const [port, sentinelPort] = [await freePorts(3), await freePorts(3)];
    const settings = { server: { engine, version }, network: { port, sentinelPort } };
    const place = `platform: "local", namespace: "${team}", localDirectory: "${join(project.directory, team)}"`;
    blocks.push(
      `const ${team.replace("-", "")} = new RedisCache("${nameOf(team)}", ` +
        `{ ${place}, ${argumentsOf(team)} secrets, settings: ${JSON.stringify(settings)} });`,
    );
  }
  return [
    `import * as pulumi from ${JSON.stringify(join(__dirname, "../../node_modules/@pulumi/pulumi"))};`,
    `import { RedisCache } from ${JSON.stringify(join(__dirname, "../../components"))};`,
    `const secrets = pulumi.secret(${JSON.stringify(passwords)}) as never;`,
    ...blocks,
    "export const connections = [teama.connection, teamb.connection];",
  ].join("\n");
}

test("one program has an instance of one name in each of two namespaces, by the names of its resources", async () => {
  const same = await programOf(
    () => "",
    () => "cache",
  );
  await project.write("index.ts", same);
  const refused = await project.pulumi("preview");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toMatch(/Duplicate resource URN/);

  const apart = await programOf(
    () => `instance: "cache",`,
    (team) => `${team}-cache`,
  );
  await project.write("index.ts", apart);
  expect(await project.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ exitCode: 0 });
  const { output } = await project.pulumi("stack", "output", "connections", "--json", "--show-secrets");
  const connections = JSON.parse(output) as Connection[];
  expect(connections.map(({ masterName }) => masterName)).toEqual(["team-a-cache", "team-b-cache"]);
  const clients = connections.map(
    ({ sentinels, masterName, username, password }) =>
      new Redis({
        sentinels,
        name: masterName,
        ...{ username, password, sentinelUsername: username, sentinelPassword: password },
      }),
  );
  try {
    for (const [i, client] of clients.entries()) await client.set("team", teams[i]!);
    expect(await Promise.all(clients.map((client) => client.get("team")))).toEqual(teams);
  } finally {
    for (const client of clients) client.disconnect();
  }
});
