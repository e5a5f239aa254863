import { randomBytes } from "node:crypto";
import pWaitFor from "p-wait-for";
import { type DeployedInstance, instanceOf } from "../../cli/health/deployed";
import { tiltMs, tiltText } from "../../cli/health/judge";
import { type KubernetesObject, objectWave, stackObjects } from "../../cli/render/objects";
import { missingCertificates } from "../../cli/secrets/certificates";
import {
  certificateNames,
  type InstanceContext,
  instanceContext,
  type InstanceInput,
  type InstanceSecrets,
  objectNames,
  parseStack,
  serviceDomain,
  type StackInput,
  type StackSettings,
  type TlsSecrets,
  usersOf,
} from "../../configs";
import { bucketKeys, run, runLabel } from "./environment";
import { ClientPod } from "./client-pod";
import { apply, kubectl } from "./kubectl";
import { Pods } from "./pods";
import { type PulumiStack, pulumiStack } from "./pulumi-stack";
import { small } from "./small-instance";

/** What a test changes in a StatefulSet. */
interface StatefulSet extends KubernetesObject {
  spec: {
    updateStrategy: object;
    volumeClaimTemplates: object[];
    template: { spec: { dnsPolicy?: string; dnsConfig: object; volumes: { name: string }[] } };
  };
}

export type Change = (set: StatefulSet) => void;

/** A stack with the instance `cache` in a namespace of its own, which goes when it is closed. */
export class Installation {
  readonly namespace: string;
  readonly pods: Pods;

  private constructor(
    /** The settings as a user writes them. */
    readonly written: StackInput,
    readonly settings: StackSettings,
    readonly secrets: InstanceSecrets,
    private readonly change: Change,
    private readonly open: { client?: ClientPod; stack?: PulumiStack } = {},
  ) {
    this.namespace = settings.namespace;
    this.pods = new Pods(this.namespace, this.context.settings.replicas.min);
  }

  /**
   * Nothing is applied yet; `change` may make a pod what no settings can; `more` secrets are those that nobody can
   * make.
   */
  static async create(
    name: string,
    input: InstanceInput = {},
    change: Change = () => undefined,
    more: Pick<InstanceSecrets, "external"> = {},
  ): Promise<Installation> {
    const namespace = `e2e-${run}-${name}${input.tls?.enabled ? "-tls" : ""}`;
    const written: StackInput = { namespace, instances: { cache: { ...small, ...input } } };
    const settings = parseStack(written);
    const context = contextOf(settings);
    const passwords = usersOf(context.settings).map((user) => [user, randomBytes(24).toString("hex")]);
    const tls = context.settings.tls.enabled
      ? ((await missingCertificates(certificateNames(context), undefined)) as TlsSecrets)
      : undefined;
    const secrets = { ...Object.fromEntries(passwords), tls, bucket: bucketKeys, ...more } as InstanceSecrets;
    return new Installation(written, settings, secrets, change);
  }

  /** Created, applied, and settled. */
  static async start(...args: Parameters<typeof Installation.create>): Promise<Installation> {
    const installation = await Installation.create(...args);
    await installation.apply();
    await installation.settled(60_000);
    return installation;
  }

  /** The same instance with other settings, or other secrets; nothing is applied yet. */
  with(input: InstanceInput, secrets = this.secrets): Installation {
    const written: StackInput = { ...this.written, instances: { cache: { ...small, ...input } } };
    return new Installation(written, parseStack(written), secrets, this.change, this.open);
  }

  get context(): InstanceContext {
    return contextOf(this.settings);
  }

  /**
   * By `pulumi up` where the Kubernetes provider's plugin is on PATH; else all objects, wave by wave, each roll to its
   * end.
   */
  async apply(): Promise<void> {
    this.open.stack ??= await pulumiStack();
    if (!this.open.stack) return this.applyObjects();
    await this.open.stack.up({
      settings: this.settings,
      secrets: { cache: this.secrets },
      transform: (type, properties) => this.transform(type.split(":").at(-1)!, properties),
    });
  }

  /** How the last `apply` did it. */
  get byPulumi(): boolean {
    return this.open.stack !== undefined;
  }

  private async applyObjects(): Promise<void> {
    const objects = await this.objects();
    const waves = [...new Set(objects.map(objectWave))];
    for (const wave of waves) {
      const now = objects.filter((object) => objectWave(object) === wave);
      await apply(now);
      for (const { kind, metadata } of now) {
        if (kind === "StatefulSet") await this.pods.rolledOut(metadata.name);
        if (kind === "Deployment") await this.pods.rolledOut(metadata.name, "deployment");
        if (kind === "Job")
          await this.kubectl("wait", `job/${metadata.name}`, "--for=condition=complete", "--timeout=300s");
      }
    }
  }

  async objects(): Promise<KubernetesObject[]> {
    const objects = await stackObjects(this.settings, { cache: this.secrets });
    for (const object of objects) this.transform(object.kind, object);
    return objects;
  }

  private transform(kind: string, object: object): void {
    if (kind === "StatefulSet") this.change(object as StatefulSet);
    if (kind === "Namespace") Object.assign((object as KubernetesObject).metadata.labels!, runLabel);
  }

  kubectl(...args: string[]): Promise<string> {
    return kubectl(["-n", this.namespace, ...args]);
  }

  /** One command to the first replica, as user `app`. */
  async askReplica(...command: string[]): Promise<string> {
    const asApplication = 'REDISCLI_AUTH=$(cat "$SECRETS_DIR/app") redis-cli --no-auth-warning --user app "$@"';
    const pod = ["exec", "cache-replica-0", "-c", "redis", "--"];
    return (await this.kubectl(...pod, "sh", "-c", asApplication, "sh", ...command)).trim();
  }

  /** A client in the cluster; started when it is first asked for. */
  async client(): Promise<ClientPod> {
    return (this.open.client ??= await ClientPod.start(this.namespace, this.deployed));
  }

  /** The client waits for the instance, so that its own start is not measured with that of the instance. */
  async startClientFirst(): Promise<void> {
    await apply((await this.objects()).filter(({ kind }) => kind === "Namespace"));
    await this.client();
  }

  /**
   * Waits until one node is master, all others follow it, and all Sentinels name it; returns how long that took, in ms.
   * A Sentinel in TILT has the time more that it takes.
   */
  async settled(limitMs: number): Promise<number> {
    const client = await this.client();
    const { problems, waitedMs } = await client.health(this.pods.replicas, limitMs);
    if (problems.length === 0) return waitedMs;
    if (limitMs < tiltMs && problems.some((problem) => problem.includes(tiltText))) {
      return limitMs + (await this.settled(tiltMs));
    }
    throw new Error(`not healthy after ${limitMs} ms:\n  ${problems.join("\n  ")}\n${await this.pods.logs()}`);
  }

  /** The node that is master. */
  async master(): Promise<string> {
    const { redis } = await (await this.client()).view(this.pods.replicas);
    const masters = redis.filter(({ role }) => role === "master").map(({ name }) => name);
    if (masters.length !== 1) throw new Error(`${masters.length} nodes are master: ${masters.join(", ")}`);
    return masters[0]!;
  }

  /** Waits until a node other than this one is master. */
  async anotherMaster(old: string): Promise<void> {
    const client = await this.client();
    await pWaitFor(
      async () =>
        (await client.view(this.pods.replicas)).redis.some(({ name, role }) => role === "master" && name !== old),
      { interval: 200, timeout: 60_000 },
    );
  }

  /** A server that dies sooner than 30 s after its node became master is left to the Sentinels (HA rule 6.3). */
  async masterForHalfAMinute(): Promise<void> {
    let [master, since] = [await this.master(), Date.now()];
    const lasted = async () => {
      const now = await this.master();
      if (now !== master) [master, since] = [now, Date.now()];
      return Date.now() - since > 32_000;
    };
    await pWaitFor(lasted, { interval: 1000, timeout: 90_000 });
  }

  /** The instance as the command-line tool knows it. */
  get deployed(): DeployedInstance {
    const { context, secrets } = this;
    const instance = instanceOf(context, secrets, context.nodes.replicas.length);
    const domain = serviceDomain(this.namespace, context.settings.network);
    const host = `${objectNames(context).proxyMetrics}.${domain}`;
    return { ...instance, ...(instance.proxy && { proxies: [{ ...instance.proxy, host }] }) };
  }

  async close(): Promise<void> {
    this.open.stack?.close();
    await kubectl(["delete", "namespace", this.namespace, "--wait=false", "--ignore-not-found"]);
  }
}

function contextOf(settings: StackSettings): InstanceContext {
  return instanceContext(settings, "cache", settings.instances.cache!);
}
