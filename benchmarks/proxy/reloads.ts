import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { metWithin } from "../../cli/process/wait";
import { UserError } from "../../cli/terminal/errors";
import { pathsOf } from "../../providers/local/folder";
import type { LocalStack } from "../failover/local-stack";
import { waitReady } from "../failover/instance";
import type { Figure } from "../figures";
import type { Tell } from "./parts";
import { NewConnections } from "./new-connections";

const pauseMs = 5;
/** Of new connections, after each reload. */
const more = 200;

/** How many of some 200 new connections a second fail while the proxy reads its files anew. */
export async function measureReloads(
  { instance, nodeFolder }: LocalStack,
  count: number,
  tell: Tell,
): Promise<Figure[]> {
  await waitReady(instance);
  const paths = pathsOf(nodeFolder(instance.proxy!.name));
  const reloads = () => readFileSync(paths.log, "utf8").split(" event=configured ").length - 1;
  const { username, password, proxy } = instance.connection;
  const connections = new NewConnections({ ...proxy!.writes, username, password }, pauseMs);
  const began = performance.now();
  const before = reloads();
  for (let reload = 1; reload <= count; reload++) {
    tell(`reload ${reload} of ${count}`);
    appendFileSync(join(paths.config, "haproxy.cfg"), `# ${reload}\n`);
    const read = await metWithin(30_000, () => reloads() - before >= reload);
    if (!read) throw new UserError("The proxy has not read its changed file within 30 s.");
    const made = connections.made;
    await metWithin(30_000, () => connections.made >= made + more);
  }
  const seconds = (performance.now() - began) / 1000;
  await connections.stop();
  return [
    {
      what: `${count} reloads: new connections that failed, of ${connections.made}`,
      values: [connections.failed.length],
      unit: "connections",
      goal: { atMost: 0 },
    },
    { what: `${count} reloads: new connections a second`, values: [connections.made / seconds], unit: "requests/s" },
  ];
}
