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
import { renderInstance } from "../configs/render";
import { missingSecrets } from "../configs/secrets/node-files";
import { withShared } from "../configs/secrets/shared";
import { installedServer } from "../providers/local/installed";
import { BackupCronJob, type BackupCronJobArgs } from "./backup-cron-job";
import { BackupServer } from "./backup-server";
import { ConfigurationJob } from "./configuration-job";
import { currentStack } from "../configs/load";
import { type Connection, connectionOf, type Endpoints, endpointsOf, userConnectionsOf } from "../configs/connection";
import { ExporterSidecar } from "./exporter-sidecar";
import { MonitoringServer } from "./monitoring-server";
import { createShared } from "./platform";
import { Proxy } from "./proxy";
import { RedisMaster } from "./redis-master";
import { RedisReplica } from "./redis-replica";
import { refusal } from "./refusal";
import { ReplicaAutoscaler } from "./replica-autoscaler";
import { RestoreDrill } from "./restore-drill";
import { SentinelQuorum } from "./sentinel-quorum";

/** Arguments of {@link RedisCache}, which checks the settings and fills in the defaults. */
export interface RedisCacheArgs {
  /** Where the nodes run: pods, containers of Docker, or processes of this machine. */
  platform: Platform;
  /**
   * Name of the instance, with which the names of its nodes and objects begin. Two in one program may have the same,
   * in two namespaces; their resources may not.
   * @default the name of the resource
   */
  instance?: string;
  /**
   * Namespace of the instance, a DNS label; part of the name under which Sentinels know the master.
   * @default "redis"
   */
  namespace?: string;
  /**
   * Whether objects carry Argo CD's sync waves; only for platform `kubernetes`.
   * @default false
   */
  syncWaves?: boolean;
  /** Settings of the instance: plain data, which decides the shape. docs/settings.md explains each of them. */
  settings: InstanceInput;
  /**
   * Password of each user and, with TLS, certificates, as far as the settings do not have them from elsewhere;
   * `redis-cache secrets init` makes them.
   * @default none
   */
  secrets?: pulumi.Input<Partial<InstanceSecrets>>;
  /** Folder of the nodes' folders, an absolute path; only for platforms `local` and `docker`. */
  localDirectory?: string;
  /**
   * Whether the Sentinels run since an earlier deployment: then they change after the master, whose hand-over needs
   * their votes. A first master waits for them.
   * @default false
   */
  sentinelsRun?: pulumi.Input<boolean>;
}

/** Arguments of {@link RedisCache} where `parseStack` or `parseInstance` has checked the settings already. */
export interface CheckedCacheArgs extends Pick<RedisCacheArgs, "secrets" | "localDirectory" | "sentinelsRun"> {
  /** The instance, as `instanceContext` makes it. */
  context: InstanceContext;
}

/**
 * One Redis instance: a master, its replicas, and the Sentinels that move the master's role when a node fails.
 *
 * The name of the resource is that of the instance, unless `instance` names it. Names of child resources begin with the
 * name of the resource, names of nodes and objects with that of the instance.
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
  /** What an application needs to connect as user `app`; secret. */
  readonly connection: pulumi.Output<Connection>;
  /** The same for each other user of the settings, by its name; secret. */
  readonly userConnections: pulumi.Output<Record<string, Connection>>;
  readonly master: RedisMaster;
  readonly replicas: RedisReplica;
  readonly sentinels: SentinelQuorum;
  /** Only on platform `kubernetes`, unless `exporter.enabled` is false. */
  readonly exporter?: ExporterSidecar;
  /** Only with `autoscaling`. */
  readonly autoscaler?: ReplicaAutoscaler;
  /** Only on platform `local`, with `backup.server`. */
  readonly backupServer?: BackupServer;
  /** Only on platform `local`, with `monitoring.server`. */
  readonly monitoringServer?: MonitoringServer;
  /** Only with `proxy.kind`. */
  readonly proxy?: Proxy;
  /** Only on platform `kubernetes`, with `pods.awaitConfiguration`. */
  readonly configurationJob?: ConfigurationJob;
  /** Only on platform `kubernetes`, with `backup`. */
  readonly backups?: BackupCronJob;
  /** Only on platform `kubernetes`, with `backup`, unless `backup.drill.enabled` is false. */
  readonly drill?: RestoreDrill;

  constructor(name: string, args: RedisCacheArgs | CheckedCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    const { platform, namespace = "redis" } = "context" in args ? args.context : args;
    super("redis-cache:index:RedisCache", name, { platform, namespace }, opts);

    const context = "context" in args ? args.context : this.checked(args.instance ?? name, { ...args, namespace });
    const { autoscaling, exporter } = context.settings;
    const { localDirectory } = args;
    const secrets = pulumi.secret(args.secrets ?? {}).apply((known) => this.complete(context, known));
    const files = renderInstance(context);
    const { objects, engine } = createShared(name, { context, files, secrets, localDirectory }, this);
    const { backups, drill } = backupJobs(name, { context, files, secrets }, { parent: this, dependsOn: objects });
    this.backups = backups;
    this.drill = drill;
    // The master reads the same files where it begins with a backup.
    const dependsOn = [...objects, ...(backups ? [backups] : [])];
    if (exporter.enabled && platform === "kubernetes") {
      this.exporter = new ExporterSidecar(`${name}-exporter`, { context }, { parent: this });
    }
    const shared = { context, files, secrets, localDirectory, engine, exporter: this.exporter };
    this.replicas = new RedisReplica(`${name}-replica`, shared, { parent: this, dependsOn });
    if (autoscaling) {
      const scaled = { parent: this, dependsOn: this.replicas };
      this.autoscaler = new ReplicaAutoscaler(`${name}-autoscaler`, { context, autoscaling }, scaled);
    }
    // Replicas roll before the master, so that the role moves once and to a node that is already new.
    this.master = new RedisMaster(`${name}-master`, shared, { parent: this, dependsOn: [...dependsOn, this.replicas] });
    const after = pulumi.output(args.sentinelsRun).apply((run) => (run ? [...dependsOn, this.master] : dependsOn));
    this.sentinels = new SentinelQuorum(`${name}-sentinel`, shared, { parent: this, dependsOn: after });
    if (context.settings.pods.awaitConfiguration && platform === "kubernetes") {
      const rolled = { parent: this, dependsOn: [this.master, this.replicas] };
      this.configurationJob = new ConfigurationJob(`${name}-configuration`, { context, files }, rolled);
    }
    if (context.nodes.proxy) {
      // Its pods are ready once there is a master, and roll when the nodes have.
      this.proxy = new Proxy(`${name}-proxy`, shared, { parent: this, dependsOn: [...objects, this.master] });
    }
    if (context.nodes.backupServer) {
      this.backupServer = new BackupServer(`${name}-backup-server`, shared, { parent: this });
    }
    if (context.nodes.monitoring) {
      // It would see nodes that do not run yet.
      const running = { parent: this, dependsOn: [this.master, this.sentinels] };
      this.monitoringServer = new MonitoringServer(`${name}-monitoring`, shared, running);
    }

    this.masterName = pulumi.output(context.masterName);
    this.endpoints = pulumi.output(endpointsOf(context));
    this.connection = secrets.apply((known) => connectionOf(context, known));
    this.userConnections = secrets.apply((known) => userConnectionsOf(context, known));
    const { masterName, endpoints, connection, userConnections } = this;
    this.registerOutputs({ masterName, endpoints, connection, userConnections });
  }

  private checked(name: string, args: RedisCacheArgs & { namespace: string }): InstanceContext {
    const { platform, namespace, syncWaves } = args;
    try {
      // Only where nodes run on this machine does its server decide the default version.
      const installed = platform === "local" ? installedServer() : undefined;
      const settings = parseInstance(args.settings, { name, platform, namespace, installed });
      return instanceContext({ platform, namespace, syncWaves, stack: currentStack() }, name, settings);
    } catch (error) {
      throw error instanceof SettingsError ? refusal(error, this) : error;
    }
  }

  private complete(context: InstanceContext, secrets: Partial<InstanceSecrets>): Partial<InstanceSecrets> {
    const missing = missingSecrets(context, secrets);
    if (missing.length > 0) throw refusal(new SettingsError(missing), this);
    return secrets.shared ? secrets : withShared(context, { [context.name]: secrets });
  }
}

interface BackupJobs {
  backups?: BackupCronJob;
  drill?: RestoreDrill;
}

/** On platform local the command line takes backups, and nothing does so by schedule. */
function backupJobs(
  name: string,
  args: Omit<BackupCronJobArgs, "backup">,
  opts: pulumi.ComponentResourceOptions & { parent: pulumi.Resource },
): BackupJobs {
  const { context } = args;
  const { backup } = context.settings;
  if (!backup || context.platform !== "kubernetes") return {};
  const backups = new BackupCronJob(`${name}-backup`, { ...args, backup }, opts);
  if (!backup.drill.enabled) return { backups };
  const drill = new RestoreDrill(`${name}-drill`, { context, backup }, { parent: opts.parent, dependsOn: backups });
  return { backups, drill };
}
