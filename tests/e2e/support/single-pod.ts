import { defaultPodSecurity, run, runLabel } from "../../../benchmarks/cluster/environment";
import { apply, kubectl } from "../../../benchmarks/cluster/kubectl";
import { containerSecurity } from "../../../components/pod/security";

/** What is particular to it; its container gets the volume `data` too. */
export interface SinglePodSpec {
  port: number;
  container: Record<string, unknown> & { image: string };
  /** A shell command in the image `image` that goes before. */
  init?: { image: string; command: string };
}

export const dataFolder = "/data";

const shared = {
  imagePullPolicy: "IfNotPresent",
  securityContext: containerSecurity,
  volumeMounts: [{ name: "data", mountPath: dataFolder }],
};

/** A server in a pod of its own, in a namespace of its own, behind a Service. */
export class SinglePod {
  private constructor(private readonly namespace: string) {}

  static async start(name: string, { port, container, init }: SinglePodSpec): Promise<SinglePod> {
    const namespace = `e2e-${run}-${name}`;
    const labels = { app: name };
    const metadata = { name: "server", namespace, labels };
    const spec = {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: defaultPodSecurity,
      initContainers: init ? [{ ...shared, name: "init", image: init.image, command: ["sh", "-c", init.command] }] : [],
      containers: [
        { ...shared, name: "server", readinessProbe: { tcpSocket: { port }, periodSeconds: 1 }, ...container },
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    };
    await apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: runLabel } }]);
    await apply([
      { apiVersion: "v1", kind: "Service", metadata, spec: { selector: labels, ports: [{ port }] } },
      { apiVersion: "v1", kind: "Pod", metadata, spec },
    ]);
    const pod = new SinglePod(namespace);
    await pod.kubectl("wait", "pod/server", "--for=condition=Ready", "--timeout=60s");
    return pod;
  }

  /** As other pods reach it. */
  get host(): string {
    return `server.${this.namespace}.svc.cluster.local`;
  }

  kubectl(...args: string[]): Promise<string> {
    return kubectl(["-n", this.namespace, ...args]);
  }

  async close(): Promise<void> {
    await kubectl(["delete", "namespace", this.namespace, "--wait=false", "--ignore-not-found"]);
  }
}
