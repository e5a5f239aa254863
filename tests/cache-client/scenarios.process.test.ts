import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { startServer, stopServers } from "../support/redis-process";
import { label, testServers } from "../support/servers";
import { playOn, scenariosIn } from "./support/scenario";

const files = readdirSync(join(__dirname, "../../clients/vectors")).filter((name) => name.endsWith(".yaml"));

describe.each(testServers().map((server) => [label(server), server] as const))("on %s", (_, server) => {
  let port: number;
  let admin: Redis;

  beforeAll(async () => {
    const started = await startServer(server, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
    port = started.port;
    admin = started.connect();
  });
  beforeEach(() => admin.flushall());
  afterAll(stopServers);

  it.each(files.flatMap((file) => scenariosIn(file).map((scenario) => [file, scenario.name, scenario] as const)))(
    "%s: %s",
    (_file, _name, scenario) => playOn(port, admin, scenario),
  );
});
