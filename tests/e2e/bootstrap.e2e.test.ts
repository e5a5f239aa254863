import { images } from "../../benchmarks/cluster/environment";
import { Installation } from "../../benchmarks/cluster/installation";
import type { CutOver } from "../../cli/failover/external";
import { CommandLine } from "./support/command-line";
import { SinglePod } from "./support/single-pod";

const password = "of-the-redis-outside";
const port = 6379;

let outside: SinglePod;
let installation: Installation;
let tool: CommandLine;

beforeAll(async () => {
  const command = ["redis-server", "--port", String(port), "--requirepass", password, "--dir", "/data"];
  outside = await SinglePod.start("outside", { port, container: { image: images.redis, command } });
  const bootstrap = { replicaOf: { host: outside.host, port } };
  installation = await Installation.create("bootstrap", { bootstrap }, undefined, { external: password });
  tool = new CommandLine(installation);
});

afterAll(async () => {
  tool.close();
  await installation.close();
  await outside.close();
});

function askOutside(...command: string[]): Promise<string> {
  return outside.kubectl("exec", "server", "--", "redis-cli", "--no-auth-warning", "-a", password, ...command);
}

test("an instance without data follows a Redis outside, ready, until it is cut over", async () => {
  await askOutside("SET", "before", "1");
  await installation.apply();
  await askOutside("SET", "after", "1");
  const cutOver = await tool.json<CutOver>("failover", "--from-external", "--yes");
  expect(cutOver).toMatchObject({
    answer: { outcome: "done", fields: { to: "cache-master-0", paused: "yes" } },
    problems: [],
  });
  await installation.settled(60_000);
  for (const key of ["before", "after"]) expect(await installation.askReplica("GET", key)).toBe("1");
  const load = await (await installation.client()).load();
  expect(await load.stop()).toMatchObject({ lost: 0, refused: {} });
});
