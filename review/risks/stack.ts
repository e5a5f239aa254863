import type { StackSettings } from "../../configs";
import type { Risk } from "./risk";

const moves = ["platform", "namespace", "kubeContext"] as const;

/** Why an instance that goes to another place loses its data; settings of the stack, which concern every instance. */
export function risksOfPlace(base: StackSettings, head: StackSettings): Risk[] {
  return moves
    .filter((setting) => base[setting] !== head[setting])
    .map((setting) => ({
      setting: "",
      reason:
        `${setting} changes from ${base[setting] ?? "its default"} to ${head[setting] ?? "its default"}: ` +
        "nodes are created anew there, and clients that know the old place find nothing",
      fix:
        "create a second stack there, whose instances take the data over (bootstrap.replicaOf, " +
        "docs/bootstrap.md), and move the clients",
      source: "README",
      interrupts: true,
    }));
}
