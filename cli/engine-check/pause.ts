import { setTimeout as delay } from "node:timers/promises";
import { parseInfo } from "../health/observe";
import type { Fact } from "./fact";
import { expectThat, fact, until } from "./fact";
import type { Trial } from "./trial";

/** A pause that nobody waits out. */
export const longPauseMs = 600_000;

const shortPauseMs = 100;
const longerThanShortMs = 3 * shortPauseMs;

/** What CLIENT PAUSE WRITE must do to fence a master in. */
export async function pauseFacts(trial: Trial): Promise<Fact[]> {
  const { master, replica } = trial.nodes;
  const [ops, writer, reader] = [
    await trial.connect(master, "ops"),
    await trial.connect(master, "app"),
    await trial.connect(master, "app"),
  ];
  const replicaOps = await trial.connect(replica, "ops");
  let written = false;
  return [
    await fact("CLIENT PAUSE WRITE holds writes and lets reads through", async () => {
      await ops.call("CLIENT", "PAUSE", shortPauseMs, "WRITE");
      await ops.call("CLIENT", "PAUSE", longPauseMs, "WRITE");
      // Said by the last of these facts.
      void writer.set("paused", "1").then(
        () => (written = true),
        () => undefined,
      );
      await reader.get("paused");
      expectThat(!written, "a write was taken during the pause");
      return "GET answered, SET held";
    }),
    await fact("a replica reports that it has all that a paused master wrote", async () => {
      const offset = Number(parseInfo(await ops.info("replication")).master_repl_offset);
      const reached = async () => Number(parseInfo(await replicaOps.info("replication")).slave_repl_offset) >= offset;
      await until(`slave_repl_offset ${offset} on the replica`, reached);
      return `slave_repl_offset ${offset}`;
    }),
    await fact("a second CLIENT PAUSE lengthens the first", async () => {
      await delay(longerThanShortMs);
      expectThat(!written, `the write was taken after ${shortPauseMs} ms, though the pause was made longer`);
      return `${shortPauseMs} ms to ${longPauseMs} ms`;
    }),
    await fact("CLIENT UNPAUSE ends it at once", async () => {
      await ops.call("CLIENT", "UNPAUSE");
      await until("the held write", () => written);
      return "the held SET is answered";
    }),
  ];
}
