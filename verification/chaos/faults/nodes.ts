import type { Fault, RedisTarget, Target } from "../fault";
import type { Scene } from "../scene";

/** TERM, the wait for its end, and a new start; on the master this is a planned hand-over. */
export const restart = (target: Target): Fault => ({
  kind: "restart",
  words: `TERM and start of the ${target}`,
  hits: [target],
  apply: (scene) => stopAndStart(scene, target),
});

/** Two nodes at the same time, as a drain of two machines. */
export const restartTwo = ([one, two]: [RedisTarget, RedisTarget]): Fault => ({
  kind: "restart-two",
  words: `TERM and start of the ${one} and the ${two} at once`,
  hits: [one, two],
  apply: async (scene) => {
    await Promise.all([stopAndStart(scene, one), stopAndStart(scene, two)]);
  },
});

/** The server dies under its script. */
export const crashServer = (target: Target): Fault => ({
  kind: "crash-server",
  words: `kill -9 of the server of the ${target}`,
  hits: [target],
  apply: (scene) => Promise.resolve(killServer(scene, target)),
});

/** The script and all below it die, as a pod does; a new one starts after a while. */
export const crashNode = ([target, away]: [Target, number]): Fault => ({
  kind: "crash-node",
  words: `kill -9 of all processes of the ${target}, away for ${away} ms`,
  hits: [target],
  apply: async (scene) => {
    scene.hit(target);
    const node = scene.node(target);
    await node.end();
    await scene.pass(away);
    node.start();
  },
});

export const freezeServer = ([target, ms]: [Target, number]): Fault => ({
  kind: "freeze-server",
  words: `SIGSTOP of the server of the ${target} for ${ms} ms`,
  hits: [target],
  apply: async (scene) => {
    const pid = scene.node(target).serverPid();
    await freeze(scene, target, pid, ms);
  },
});

/** A machine that stands still: script and server. */
export const freezeNode = ([target, ms]: [Target, number]): Fault => ({
  kind: "freeze-node",
  words: `SIGSTOP of all processes of the ${target} for ${ms} ms`,
  hits: [target],
  apply: async (scene) => {
    const group = scene.node(target).scriptPid;
    await freeze(scene, target, group && -group, ms);
  },
});

/** The server dies while the script hands over or stops. */
export const crashWhileStopping = ([target, after]: [RedisTarget, number]): Fault => ({
  kind: "crash-while-stopping",
  words: `TERM of the ${target}, kill -9 of its server ${after} ms later, start`,
  hits: [target],
  apply: async (scene) => {
    const node = scene.node(target);
    const stopped = node.stop(stopLimit);
    await scene.pass(after);
    killServer(scene, target);
    await stopped;
    node.start();
  },
});

export const stopLimit = 30_000;

export async function stopAndStart(scene: Scene, target: Target): Promise<void> {
  const node = scene.node(target);
  await node.stop(stopLimit);
  node.start();
}

export function killServer(scene: Scene, target: Target): void {
  const node = scene.node(target);
  const pid = node.serverPid();
  if (!pid) return scene.note(`${node.name} has no server to kill`);
  scene.hit(target);
  process.kill(pid, "SIGKILL");
}

async function freeze(scene: Scene, target: Target, pid: number | undefined, ms: number): Promise<void> {
  if (!pid || !send(pid, "SIGSTOP")) return scene.note(`${scene.node(target).name} has no process to freeze`);
  scene.hit(target);
  await scene.pass(ms);
  thaw(scene, target, pid);
}

export function thaw(scene: Scene, target: Target, pid: number): void {
  scene.wake(target);
  if (!send(pid, "SIGCONT")) scene.note(`${scene.node(target).name} has ended while it was frozen`);
}

/** False where the process is gone. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
