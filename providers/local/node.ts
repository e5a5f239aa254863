import * as pulumi from "@pulumi/pulumi";
import type { NodeInputs } from "./inputs";

/** Inputs of {@link LocalNode}. */
export type LocalNodeArgs = { [Name in keyof NodeInputs]: pulumi.Input<NodeInputs[Name]> };

/**
 * A Redis or Sentinel process on this machine, kept alive by a small supervisor, with a folder of its own.
 *
 * `Pulumi.yaml` must name the folder of its provider under `plugins.providers`.
 */
export class LocalNode extends pulumi.CustomResource {
  /** Process id of the node's supervisor. */
  declare readonly pid: pulumi.Output<number>;
  /** When that process started, as the system tells it. */
  declare readonly startTime: pulumi.Output<string>;
  /** Loopback address the server listens on. */
  declare readonly host: pulumi.Output<string>;
  /** TCP port the server listens on. */
  declare readonly port: pulumi.Output<number>;

  constructor(name: string, args: LocalNodeArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { ...args, secrets: pulumi.secret(args.secrets), tls: pulumi.secret(args.tls) };
    super("redis-local:index:Node", name, { ...inputs, pid: undefined, startTime: undefined }, opts);
  }
}
