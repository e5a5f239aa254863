import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { waitReady } from "../failover/instance";

export type Address = Pick<Endpoint, "host" | "port">;

/** Where the same master is reached with the proxy and without it. */
export async function targetsOf(instance: DeployedInstance): Promise<{ direct: Address; through: Address }> {
  const { host, port } = await waitReady(instance);
  return { direct: { host, port }, through: instance.connection.proxy!.writes };
}
