import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { DeployedInstance } from "../../cli/health/deployed";
import type { InstanceView } from "../../cli/health/observe";
import type { LoadResult } from "../../cli/load";
import type { Way } from "../../cli/load/writer";
import { clientLabel } from "../../components/pod/labels";
import { containerSecurity } from "../../components/pod/security";
import { defaultPodSecurity, images } from "./environment";
import { apply, kubectl } from "./kubectl";

/** A pod from which an instance is asked and written to, as an application would. */
export class ClientPod {
  private constructor(private readonly namespace: string) {}

  static async start(namespace: string, instance: DeployedInstance): Promise<ClientPod> {
    await apply([await secretOf(namespace, instance), podOf(namespace, instance.name)]);
    await kubectl(["-n", namespace, "wait", "pod/client", "--for=condition=Ready", "--timeout=60s"]);
    return new ClientPod(namespace);
  }

  /** What the home and so many replicas, and all Sentinels, say of themselves. */
  async view(replicas: number): Promise<InstanceView> {
    return (await this.health(replicas, 0)).view;
  }

  /**
   * Asks from inside the pod until the instance is healthy, or the time is over: a command of kubectl takes seconds on
   * a busy node.
   */
  async health(replicas: number, limitMs: number): Promise<Health> {
    return JSON.parse(await kubectl([...this.exec, "health", String(replicas), String(limitMs)])) as Health;
  }

  /** Writes until it is stopped. */
  async load(way: Way = "sentinels"): Promise<RunningLoad> {
    const load = new RunningLoad(this.start("load", way));
    await load.started;
    return load;
  }

  /** Keeps the replicas behind a Service at work, until the returned function is called. */
  reads(host: string, port: number): () => Promise<void> {
    const child = this.start("reads", host, String(port));
    return async () => {
      const closed = once(child, "close");
      child.stdin.end();
      await closed;
    };
  }

  private start(...work: string[]): ChildProcessWithoutNullStreams {
    return spawn("kubectl", [...this.exec, ...work]);
  }

  private get exec(): string[] {
    return ["-n", this.namespace, "exec", "-i", "client", "--", "node", "/client/client.js"];
  }
}

interface Health {
  view: InstanceView;
  /** What is not as it should be; empty where the instance is healthy. */
  problems: string[];
  waitedMs: number;
}

/** A load in the pod, at the other end of kubectl. */
export class RunningLoad {
  readonly pauses: number[] = [];
  readonly started: Promise<void>;
  private result: LoadResult | undefined;
  private readonly errors: string[] = [];

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.errors.push(text));
    this.started = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const said = JSON.parse(line) as { started?: true; pauseMs?: number; error?: string } & LoadResult;
        if (said.started) resolve();
        else if (said.pauseMs !== undefined) this.pauses.push(said.pauseMs);
        else if (said.error !== undefined) this.errors.push(said.error);
        else this.result = said;
      });
      child.once("close", () => reject(new Error(`the load ended: ${this.errors.join("")}`)));
    });
  }

  async stop(): Promise<LoadResult> {
    const closed = once(this.child, "close");
    this.child.stdin.end();
    await closed;
    if (!this.result) throw new Error(`the load gave no result: ${this.errors.join("")}`);
    return this.result;
  }
}

async function secretOf(namespace: string, instance: DeployedInstance) {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "client", namespace },
    data: { "bundle.js.gz": gzipSync(await bundle()).toString("base64") },
    stringData: { "client.js": unpacked, "instance.json": JSON.stringify(instance) },
  };
}

/** A Secret holds 1 MiB at most, and the bundle alone may be as large. */
const unpacked = `
const packed = require("node:fs").readFileSync(__dirname + "/bundle.js.gz");
module._compile(require("node:zlib").gunzipSync(packed).toString(), __filename);
`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "client.ts")],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node18",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

function podOf(namespace: string, instance: string) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "client", namespace, labels: clientLabel({ name: instance }) },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: defaultPodSecurity,
      dnsConfig: { options: [{ name: "ndots", value: "1" }] },
      containers: [
        {
          name: "client",
          image: images.node,
          imagePullPolicy: "IfNotPresent",
          command: ["sleep", "infinity"],
          // What measures must not starve beside what it measures.
          resources: { requests: { cpu: "200m" } },
          securityContext: containerSecurity,
          volumeMounts: [{ name: "client", mountPath: "/client" }],
        },
      ],
      volumes: [{ name: "client", secret: { secretName: "client" } }],
    },
  };
}
