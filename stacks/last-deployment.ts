import * as pulumi from "@pulumi/pulumi";

/** What Pulumi keeps of a resource: its outputs, by name. */
interface Kept {
  type: string;
  outputs: Record<string, unknown>;
}

/**
 * Components of an instance, such as `cache-sentinel`, whose nodes run since the last deployment as the stack's state
 * has them; after `pulumi refresh`, as the platform has them. Where Pulumi does not tell, there are none.
 */
export async function runningSince(): Promise<ReadonlySet<string>> {
  const running = new Map<string, boolean>();
  for (const [urn, resource] of Object.entries(await lastState())) {
    const component = componentOf(urn);
    if (component) running.set(component, runs(resource) && running.get(component) !== false);
  }
  return new Set([...running.keys()].filter((component) => running.get(component)));
}

/** A URN ends with the types of a resource and of those that it belongs to, and with its name. */
function componentOf(urn: string): string | undefined {
  return [ofSet, ofNode].flatMap((pattern) => pattern.exec(urn)?.[1] ?? [])[0];
}

const ofSet = /\$kubernetes:apps\/v1:StatefulSet::(.+)-set$/;
const ofNode = /\$(?:redis-local:index:Node|docker:index\/container:Container)::(.+)-\d+$/;

/** A set that never became ready is kept too, with what was seen of it last. */
function runs({ type, outputs }: Kept): boolean {
  if (type !== "kubernetes:apps/v1:StatefulSet") return true;
  const { spec, status } = outputs as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
  return status?.readyReplicas !== undefined && status.readyReplicas === spec?.replicas;
}

async function lastState(): Promise<Record<string, Kept>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    // What stack references ask; Pulumi ends where the next one asks for a stack that has no state yet.
    const exported = await read("readStackOutputs", { name });
    return Object.keys(exported).length === 0 ? {} : await read("readStackResourceOutputs", { stackName: name });
  } catch (error) {
    await pulumi.log.debug(`the state of ${name} cannot be read: ${String(error)}`);
    return {};
  }
}

async function read<T>(token: string, args: pulumi.Inputs): Promise<Record<string, T>> {
  const { outputs } = (await pulumi.runtime.invoke(`pulumi:pulumi:${token}`, args)) as { outputs: Record<string, T> };
  return outputs;
}
