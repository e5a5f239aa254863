import { createServer, type Server, type Socket, connect } from "node:net";
import { once } from "node:events";
import { freePorts } from "../../../benchmarks/free-ports";
import { WriteLoad } from "../../../cli/load";
import { closeClusters, startCluster } from "../../support/cluster";
import { deployedCluster } from "../../support/deployed-cluster";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await closeClusters();
});

/** An address that a client knows as that of a proxy. */
async function proxyBy(answer: (socket: Socket) => void) {
  const [port] = [await freePorts(1)];
  const server = createServer(answer).listen(port, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const cluster = await startCluster();
  const deployed = deployedCluster(cluster);
  const at = { host: "127.0.0.1", port };
  const connection = { ...deployed.connection, proxy: { ...deployed.connection.proxy, writes: at, reads: at } };
  return { cluster, instance: { ...deployed, connection } as typeof deployed };
}

test("a connection that breaks off as the load begins is followed by another", async () => {
  const master: { port?: number } = {};
  let refused = 0;
  const { cluster, instance } = await proxyBy((socket) => {
    socket.on("error", () => undefined);
    if (refused < 2 || master.port === undefined) return void ((refused += 1), socket.destroy());
    socket.pipe(connect(master.port, "127.0.0.1").on("error", () => socket.destroy())).pipe(socket);
  });
  master.port = (await cluster.master()).port;

  const load = new WriteLoad(instance, 1, () => undefined, { way: "proxy" });
  await load.start();
  await cluster.waitFor("writes", () => load.acknowledged > 5);
  expect(refused).toBe(2);
  expect(await load.stop()).toMatchObject({ lost: 0 });
});

test("where nobody answers, it says so, and tries no more", async () => {
  let tried = 0;
  const { cluster, instance } = await proxyBy((socket) => void ((tried += 1), socket.destroy()));
  const load = new WriteLoad(instance, 2, () => undefined, { way: "proxy" });
  await expect(load.start(500)).rejects.toThrow("no connection within 500 ms");
  const before = tried;
  expect(before).toBeGreaterThan(1);
  // What a client that goes on would do within half a second.
  await cluster.waitHealthy();
  expect(tried).toBe(before);
});
