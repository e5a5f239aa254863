import { existsSync, readFileSync, renameSync } from "node:fs";
import type { ClusterNode } from "./node";

/**
 * Asks a node's script for a hand-over, without waiting for the answer; written whole, because it may look at any time.
 */
export function ask(node: ClusterNode, id: string, target = "-"): void {
  node.write("run", { "hand-over.request.new": `${id} ${target}\n` });
  renameSync(node.path("run", "hand-over.request.new"), node.path("run", "hand-over.request"));
}

/** The script's last answer; empty where it has given none. */
export function answerOf(node: ClusterNode): string {
  const file = node.path("run", "hand-over.answer");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
