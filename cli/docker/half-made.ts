import { docker } from "./engine";

/** A resource that Pulumi was making when it was killed, as far as it is looked at. */
interface Pending {
  type: string;
  resource: { type: string; inputs?: Record<string, unknown> };
}

const kinds: Record<string, "container" | "network"> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
};

/** Removes containers and networks that the engine has and Pulumi knows nothing of: their names would be taken. */
export async function removeHalfMade(pending: readonly Pending[]): Promise<void> {
  const making = pending.filter(({ type }) => type === "creating");
  for (const { resource } of making) {
    const kind = kinds[resource.type];
    const name = resource.inputs?.name;
    if (kind === undefined || typeof name !== "string") continue;
    const found = await docker([
      kind,
      "ls",
      ...(kind === "container" ? ["-a"] : []),
      "-q",
      "--filter",
      `name=^${name}$`,
    ]);
    if (found.trim()) await docker([kind, "rm", ...(kind === "container" ? ["-f"] : []), name]);
  }
}
