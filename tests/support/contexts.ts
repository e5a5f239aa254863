import type { InstanceContext } from "../../configs/instance/context";
import { instanceContext } from "../../configs/instance/context";
import { parseInstance } from "../../configs/parse";
import type { InstanceInput } from "../../configs/settings/instance";
import type { Platform } from "../../configs/settings/stack";
import type { InstalledServer } from "./servers";

/** An instance `cache` in namespace `redis` from what a user might write. */
export function contextOf(input: InstanceInput = {}, platform: Platform = "local"): InstanceContext {
  const place = { name: "cache", namespace: "redis", platform };
  return instanceContext(place, place.name, parseInstance(input, place));
}

/** The settings for one of the servers to test against. */
export function serverInput({ engine, version }: Pick<InstalledServer, "engine" | "version">): InstanceInput["server"] {
  return { engine, version: version.split(".").slice(0, 2).join(".") } as InstanceInput["server"];
}
