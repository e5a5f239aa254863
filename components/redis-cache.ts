import * as pulumi from "@pulumi/pulumi";
import {
  type InstanceContext,
  instanceContext,
  type InstanceInput,
  type InstanceSecrets,
  parseInstance,
  type Platform,
  SettingsError,
} from "../configs";
import { type Connection, connectionOf, type Endpoints, endpointsOf } from "./connection";
import { RedisMaster } from "./redis-master";
import { RedisReplica } from "./redis-replica";
import { refusal } from "./refusal";
import { SentinelQuorum } from "./sentinel-quorum";

/** Arguments of {@link RedisCache}. */
export interface RedisCacheArgs {
  /** Where the nodes run: `local` is processes on this machine. */
  platform: Platform;
  /**
   * Namespace of the instance, a DNS label; part of the name under which Sentinels know the master.
   * @default "redis"
   */
  namespace?: string;
  /** Settings of the instance: plain data, which decides the shape. docs/settings.md explains each of them. */
  settings: InstanceInput;
  /** Password of each user and, with TLS, certificates; `redis-cache secrets init` makes them. */
  secrets: pulumi.Input<InstanceSecrets>;
  /** Folder of the nodes' folders, an absolute path; only for platform `local`. */
  localDirectory?: string;
}

/**
 * One Redis instance: a master, its replicas, and the Sentinels that move the master's role when a node fails.
 *
 * The name of the resource is the name of the instance.
 *
 * @example
 * ```typescript
 * const cache = new RedisCache("cache", {
 *   platform: "local",
 *   settings: { memory: { limit: "1Gi" } },
 *   secrets: new pulumi.Config().requireSecretObject("cache"),
 *   localDirectory: `${process.cwd()}/.nodes`,
 * });
 * export const connection = cache.connection;
 * ```
 */
export class RedisCache extends pulumi.ComponentResource {
  /** Name under which clients ask the Sentinels for the master. */
  readonly masterName: pulumi.Output<string>;
  /** Addresses of all nodes. */
  readonly endpoints: pulumi.Output<Endpoints>;
  /** What an application needs to connect; secret. */
  readonly connection: pulumi.Output<Connection>;
  readonly master: RedisMaster;
  readonly replicas: RedisReplica;
  readonly sentinels: SentinelQuorum;

  constructor(name: string, args: RedisCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    const { platform, namespace = "redis", secrets, localDirectory } = args;
    super("redis-cache:index:RedisCache", name, { platform, namespace }, opts);

    const context = this.contextOf(name, { ...args, namespace });
    const shared = { context, secrets, localDirectory };
    this.sentinels = new SentinelQuorum(`${name}-sentinel`, shared, { parent: this });
    this.replicas = new RedisReplica(`${name}-replica`, shared, { parent: this });
    // Replicas roll before the master, so that the role moves once and to a node that is already new.
    this.master = new RedisMaster(`${name}-master`, shared, { parent: this, dependsOn: this.replicas });

    this.masterName = pulumi.output(context.masterName);
    this.endpoints = pulumi.output(endpointsOf(context));
    this.connection = pulumi.secret(pulumi.output(secrets).apply((known) => connectionOf(context, known)));
    this.registerOutputs({ masterName: this.masterName, endpoints: this.endpoints, connection: this.connection });
  }

  private contextOf(name: string, args: RedisCacheArgs & { namespace: string }): InstanceContext {
    const { platform, namespace } = args;
    try {
      const settings = parseInstance(args.settings, { name, platform, namespace });
      return instanceContext({ platform, namespace }, name, settings);
    } catch (error) {
      throw error instanceof SettingsError ? refusal(error, this) : error;
    }
  }
}
