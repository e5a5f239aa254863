import type { DeployedInstance } from "../../cli/health/deployed";
import { connectionOf, endpointOf } from "../../components/connection";
import type { Cluster } from "./cluster";

/** A cluster of the tests, as the command-line tool knows a deployed instance. */
export function deployedCluster({ context, passwords, home: node }: Cluster): DeployedInstance {
  const { "ca.crt": ca, "tls.crt": cert, "tls.key": key } = node.tls;
  const tls = ca && cert && key ? { ca, caKey: "", cert, key } : undefined;
  const { home, replicas, sentinels } = context.nodes;
  return {
    name: context.name,
    masterName: context.masterName,
    tls: tls !== undefined,
    redis: [home, ...replicas].map(endpointOf),
    sentinels: sentinels.map(endpointOf),
    connection: { ...connectionOf(context, { ...passwords, tls }), password: passwords.app },
    opsPassword: passwords.ops,
    certificate: tls,
  };
}
