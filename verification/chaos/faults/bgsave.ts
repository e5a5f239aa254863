import type { Fault, RedisTarget } from "../fault";
import { killServer } from "./nodes";

/** The server dies while a child of it writes a snapshot, slowly. */
export const crashInBgsave = (target: RedisTarget): Fault => ({
  kind: "crash-in-bgsave",
  words: `kill -9 of the server of the ${target} while it runs BGSAVE`,
  hits: [target],
  apply: async (scene) => {
    const node = scene.node(target);
    await node.ask("CONFIG", "SET", "rdb-key-save-delay", 2_000, "save", "1 1");
    const saving = await scene.comes(
      async () => (await node.info("persistence")).rdb_bgsave_in_progress === "1",
      5_000,
    );
    if (!saving) scene.note(`${node.name} has begun no BGSAVE`);
    killServer(scene, target);
  },
});
