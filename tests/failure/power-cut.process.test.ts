import { closeClusters, type Cluster, startCluster } from "../support/cluster";
import { expectEverywhere, write } from "./scenario";

afterEach(closeClusters);

test("four instances end at once, all their processes, and start together: each serves again, with its data", async () => {
  const clusters: Cluster[] = [];
  // One after the other, since ports that one has found are free until it has started.
  while (clusters.length < 4) clusters.push(await startCluster());
  await Promise.all(clusters.map((cluster, i) => write(cluster, `before-${i}`)));

  await Promise.all(clusters.flatMap(({ nodes }) => nodes.map((node) => node.end())));
  for (const cluster of clusters) cluster.start();

  await Promise.all(clusters.map((cluster) => cluster.waitHealthy()));
  for (const [i, cluster] of clusters.entries()) await expectEverywhere(cluster, `before-${i}`);
  await Promise.all(clusters.map((cluster) => write(cluster, "after")));
});
