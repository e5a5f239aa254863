import type { Connection, Endpoint, Endpoints, ProxyEndpoint } from "../../configs/connection";
import { connectionOf, endpointOf, endpointsOf, userConnectionsOf } from "../../configs/connection";
import {
  type InstanceContext,
  type InstanceSecrets,
  type MonitoringKind,
  monitoringKinds,
  type TlsSecrets,
} from "../../configs";
import { UserError } from "../terminal/errors";
import { readSecrets } from "../pulumi/secrets";
import type { Workspace } from "../pulumi/workspace";
import { pulumi } from "../pulumi/workspace";

export type { Endpoint };

/** An instance as it is deployed, with what it takes to speak to its nodes. */
export interface DeployedInstance extends Endpoints {
  name: string;
  /** As user `app`. */
  connection: Connection & { password: string };
  /** As each user of setting `users`, by its name; undefined where there is none. */
  userConnections?: Record<string, Connection>;
  /** Password of the user for operations; undefined where it is kept outside the stack. */
  opsPassword?: string;
  /** Password of the Redis outside that the instance follows before its cut-over. */
  externalPassword?: string;
  certificate?: Pick<TlsSecrets, "cert" | "key">;
  /** The processes of its proxy, where they are not the one at `proxy`. */
  proxies?: ProxyEndpoint[];
  /** Folder of the nodes' folders, on platform local: a Twemproxy says there what it follows. */
  nodes?: string;
  /** Where nodes are reached from here, by their address; undefined where that is the address itself. */
  reach?: Record<string, { host: string; port: number }>;
}

/** Every process of its proxy; none where it has no proxy. */
export function proxiesOf({ proxy, proxies }: Pick<DeployedInstance, "proxy" | "proxies">): ProxyEndpoint[] {
  return proxies ?? (proxy ? [proxy] : []);
}

/** What watches its nodes on this machine, Prometheus first. */
export function monitoringOf({ monitoring }: Pick<DeployedInstance, "monitoring">): [MonitoringKind, Endpoint][] {
  return monitoring ? monitoringKinds.map((kind) => [kind, monitoring[kind]]) : [];
}

/** What settings and secrets tell of an instance with so many replicas, without a look at its stack. */
export function instanceOf(context: InstanceContext, secrets: InstanceSecrets, replicas: number): DeployedInstance {
  const { name, nodes, settings } = context;
  return {
    name,
    ...endpointsOf(context),
    redis: [nodes.home, ...nodes.replicas.slice(0, replicas)].map(endpointOf),
    connection: { ...connectionOf(context, secrets), password: secrets[settings.secrets.appUser]! },
    userConnections: userConnectionsOf(context, secrets),
    opsPassword: secrets.ops,
    externalPassword: secrets.external,
    certificate: secrets.tls,
  };
}

interface Outputs {
  endpoints?: { instances: Record<string, Endpoints> };
  connections?: Record<string, Connection>;
  userConnections?: Record<string, Record<string, Connection>>;
}

/** The instances of a deployed stack, from its outputs and its secrets. */
export async function deployedInstances(workspace: Workspace, instance?: string): Promise<DeployedInstance[]> {
  const [outputs, secrets] = await Promise.all([readOutputs(workspace), readSecrets(workspace)]);
  const instances = outputs.endpoints?.instances ?? {};
  if (Object.keys(instances).length === 0) throw notDeployed(workspace);
  const chosen = Object.entries(instances).filter(([name]) => instance === undefined || name === instance);
  if (chosen.length === 0) {
    const known = Object.keys(instances).join(", ");
    throw new UserError(`--instance ${instance}: not deployed in stack ${workspace.stack}.`, `Deployed are: ${known}.`);
  }
  return chosen.map(([name, endpoints]) => {
    const { ops, external, tls } = (secrets[name] ?? {}) as Partial<InstanceSecrets>;
    const connection = withPassword(name, outputs.connections![name]!);
    const userConnections = outputs.userConnections?.[name];
    const own = { opsPassword: ops, externalPassword: external, certificate: tls };
    return { name, ...endpoints, connection, userConnections, ...own, nodes: workspace.local?.nodes };
  });
}

function withPassword(name: string, connection: Connection): DeployedInstance["connection"] {
  if (connection.password !== undefined) return { ...connection, password: connection.password };
  throw new UserError(
    `The passwords of instance ${name} are kept outside the stack, so its nodes cannot be asked.`,
    "Set secrets.source to config, or use a client with the password from the Secret.",
  );
}

async function readOutputs(workspace: Workspace): Promise<Outputs> {
  return JSON.parse(await pulumi(workspace, ["stack", "output", "--json", "--show-secrets"])) as Outputs;
}

function notDeployed({ stack }: Workspace): UserError {
  return new UserError(`Stack ${stack} has no instances deployed.`, `\`redis-cache up -s ${stack}\` deploys them.`);
}
