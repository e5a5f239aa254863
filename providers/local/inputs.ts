import type { ScriptsFolder } from "../../runtime";

/** Text files by name. */
export type FileContents = Record<string, string>;

/** What a node runs. */
export const nodeKinds = [
  ...(["redis", "sentinel", "s3", "haproxy", "envoy", "twemproxy"] as const),
  ...(["exporter", "prometheus", "alertmanager"] as const),
] as const;

export type NodeKind = (typeof nodeKinds)[number];

/** What a node is made from; resolved inputs of {@link LocalNode}. */
export interface NodeInputs {
  /** Name of the node, unique on this machine. */
  node: string;
  /** Which start script runs: `redis.sh`, `sentinel.sh` and so on. */
  kind: NodeKind;
  /** Loopback address the server listens on. */
  host: string;
  /** TCP port the server listens on. */
  port: number;
  /** Absolute path of the folder that holds all of the node. */
  directory: string;
  /** Rendered configuration. */
  config: FileContents;
  /** Passwords, one file a user. */
  secrets: FileContents;
  /** `ca.crt`, `tls.crt`, `tls.key`; empty without TLS. */
  tls: FileContents;
  /** The runtime scripts. */
  scripts: ScriptsFolder;
  /** Changes only with what needs a restart. */
  restartChecksum: string;
  /** Which server must be installed. */
  server: { engine: "redis" | "valkey"; version: string };
  /** Whether the data folder outlives the node. */
  keepData: boolean;
  /** Time in ms that the node has to end before it is killed. */
  stopGrace: number;
}

/** What is known of a running node. */
export interface NodeState extends NodeInputs {
  /** Process id of the node's supervisor. */
  pid: number;
  /** When that process started, as the system tells it: with the pid it names one process. */
  startTime: string;
}

/** Changes that make a new node: its identity and its address. */
export const replacedBy = ["node", "kind", "host", "port", "directory"] as const;

/** Changes that a running server takes in only by a restart; an S3 server also new keys, an exporter a password. */
export const restartedBy = ["restartChecksum", "server"] as const;

export const inputNames: readonly (keyof NodeInputs)[] = [
  ...replacedBy,
  ...restartedBy,
  "config",
  "scripts",
  "secrets",
  "tls",
  "keepData",
  "stopGrace",
];

/** The inputs among the properties of a node. */
export function inputsOf<T extends object>(properties: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => (inputNames as readonly string[]).includes(name)),
  ) as Partial<T>;
}
