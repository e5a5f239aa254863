import type { Fault, RedisTarget, SentinelTarget } from "../fault";
import { sentinelTargets } from "../fault";
import type { Scene } from "../scene";
import { killServer, send, stopAndStart, stopLimit, thaw } from "./nodes";

export type Meanwhile = "TERM and start" | "kill -9 of the server";

/** One or two Sentinels are away while a Redis node restarts. */
export const sentinelsAway = ([away, target, what, ms]: [SentinelTarget[], RedisTarget, Meanwhile, number]): Fault => ({
  kind: "sentinels-away",
  words: `${away.join(" and ")} stopped; ${what} of the ${target}; Sentinels back after ${ms} ms`,
  hits: [...away, target],
  apply: async (scene) => {
    const sentinels = away.map((name) => scene.node(name));
    await Promise.all(sentinels.map((sentinel) => sentinel.stop(stopLimit)));
    if (what === "TERM and start") await stopAndStart(scene, target);
    else killServer(scene, target);
    await scene.pass(ms);
    for (const sentinel of sentinels) sentinel.start();
  },
});

/** All Sentinels lose their volumes while Redis goes on. */
export const sentinelsForget = (): Fault => ({
  kind: "sentinels-forget",
  words: "all Sentinels stopped, their volumes lost, started",
  hits: sentinelTargets,
  apply: async (scene) => {
    const { sentinels } = scene.cluster;
    await Promise.all(sentinels.map((sentinel) => sentinel.stop(stopLimit)));
    for (const sentinel of sentinels) {
      sentinel.wipe();
      sentinel.start();
    }
  },
});

/** A Sentinel dies while the Sentinels replace a frozen master. */
export const crashSentinelInFailover = ([sentinel, ms]: [SentinelTarget, number]): Fault => ({
  kind: "crash-in-failover",
  words: `SIGSTOP of all processes of the master; kill -9 of the ${sentinel} when the failover begins; thawed ${ms} ms later`,
  hits: ["master", sentinel],
  apply: async (scene) => {
    const group = scene.node("master").scriptPid!;
    scene.hit("master");
    send(-group, "SIGSTOP");
    const seen = await scene.comes(() => isFailingOver(scene), 8_000);
    if (!seen) scene.note("no Sentinel showed a failover");
    await scene.node(sentinel).end();
    scene.node(sentinel).start();
    await scene.pass(ms);
    thaw(scene, "master", -group);
  },
});

async function isFailingOver({ cluster }: Scene): Promise<boolean> {
  const views = await Promise.all(
    cluster.sentinels.map((sentinel) => sentinel.sentinelMaster(cluster.context.masterName)),
  );
  return views.some((view) => /failover_in_progress/.test(view?.flags ?? ""));
}
