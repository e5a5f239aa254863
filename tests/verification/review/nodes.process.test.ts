import type { DeployedInstance } from "../../../cli/health/deployed";
import { instanceOf } from "../../../cli/health/deployed";
import { installedServers } from "../../../providers/local/installed";
import { Nodes, takesActiveDefrag } from "../../../verification/review/nodes";
import { closeClusters, createCluster } from "../../support/cluster";
import { serverInput } from "../../support/contexts";

afterEach(closeClusters);

test("servers that are installed are asked whether they defragment, and go on as they were", async () => {
  for (const { engine, version, server, defragments } of installedServers()) {
    const input = { server: serverInput({ engine, version }), memory: { activeDefrag: false } };
    const cluster = await createCluster({ input, environment: { REDIS_SERVER: server } });
    cluster.home.start();
    await cluster.waitFor(
      `${server} answers`,
      async () => (await cluster.home.info("server")).redis_version !== undefined,
    );
    const instance: DeployedInstance = instanceOf(cluster.context, cluster.passwords, 0);
    const nodes = new Nodes(instance);
    expect({ server, defragments: await takesActiveDefrag(nodes) }).toEqual({ server, defragments });
    expect(await cluster.home.ask("CONFIG", "GET", "activedefrag")).toEqual(["activedefrag", "no"]);
    nodes.close();
    await cluster.close();
  }
});
