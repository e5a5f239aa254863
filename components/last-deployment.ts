import * as pulumi from "@pulumi/pulumi";

/** What the engine keeps of a resource: its outputs, by name. */
interface Kept {
  type: string;
  outputs: Record<string, unknown>;
}

/**
 * Whether a part's nodes run since the last deployment, as the stack's state has them; after `pulumi refresh`, as the platform has them.
 *
 * Where the engine does not tell, they count as new.
 *
 * @param component - The part's component, such as `cache-sentinel`.
 */
export async function ranBefore(component: string): Promise<boolean> {
  const kept = Object.entries(await lastState()).filter(([urn]) => isNodeOf(component, urn));
  return kept.length > 0 && kept.every(([, resource]) => runs(resource));
}

/** A URN ends with the types of a resource and of those that it belongs to, and with its name. */
function isNodeOf(component: string, urn: string): boolean {
  const [, types, name] = /^(.*)::(.*)$/.exec(urn) ?? [];
  const isNode = /\$(kubernetes:apps\/v1:StatefulSet|redis-local:index:Node)$/.test(types ?? "");
  return isNode && new RegExp(`^${component}-(set|\\d+)$`).test(name ?? "");
}

/** A set that never became ready is kept too, with what was seen of it last. */
function runs({ type, outputs }: Kept): boolean {
  if (type !== "kubernetes:apps/v1:StatefulSet") return true;
  const { spec, status } = outputs as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
  return status?.readyReplicas !== undefined && status.readyReplicas === spec?.replicas;
}

async function lastState(): Promise<Record<string, Kept>> {
  try {
    const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    // What stack references ask; the engine ends where the next one asks for a stack that has no state yet.
    const exported = await read("readStackOutputs", { name });
    return Object.keys(exported).length === 0 ? {} : await read("readStackResourceOutputs", { stackName: name });
  } catch (error) {
    await pulumi.log.debug(`the state of the last deployment cannot be read: ${String(error)}`);
    return {};
  }
}

async function read<T>(token: string, args: pulumi.Inputs): Promise<Record<string, T>> {
  const { outputs } = (await pulumi.runtime.invoke(`pulumi:pulumi:${token}`, args)) as { outputs: Record<string, T> };
  return outputs;
}
