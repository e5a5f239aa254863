import { randomBytes } from "node:crypto";
import { images, run, runLabel } from "./environment";
import { apply, get, kubectl } from "./kubectl";

type Signal = "KILL" | "STOP" | "CONT";

/** A pod that may signal the processes of other pods on its node, as nothing inside a pod can. */
export class NodeAgent {
  private constructor(private readonly namespace: string) {}

  /** In a namespace of its own: that of an earlier one may still be on its way out. */
  static async start(): Promise<NodeAgent> {
    const namespace = `e2e-${run}-agent-${randomBytes(3).toString("hex")}`;
    await apply([namespaceObject(namespace), pod(namespace)]);
    await kubectl(["-n", namespace, "wait", "pod/agent", "--for=condition=Ready", "--timeout=60s"]);
    return new NodeAgent(namespace);
  }

  /** Signals every process of a pod's container at once. */
  async signal(podNamespace: string, podName: string, container: string, signal: Signal): Promise<void> {
    const { status } = await get<PodStatus>(podNamespace, "pod", podName);
    const id = status.containerStatuses.find(({ name }) => name === container)?.containerID.replace(/^.*\/\//, "");
    if (!id) throw new Error(`${podName} has no running container ${container}`);
    await kubectl(["-n", this.namespace, "exec", "agent", "--", "sh", "-c", signalScript, "sh", signal, id]);
  }

  async close(): Promise<void> {
    await kubectl(["delete", "namespace", this.namespace, "--wait=false", "--ignore-not-found"]);
  }
}

const signalScript = `
pids=$(grep -ls -- "$2" /proc/[0-9]*/cgroup | cut -d/ -f3)
[ -n "$pids" ] || exit 1
# Commands that the script started may have ended meanwhile.
kill -s "$1" $pids || :
`;

interface PodStatus {
  status: { containerStatuses: { name: string; containerID: string }[] };
}

function namespaceObject(name: string) {
  const labels = { ...runLabel, "pod-security.kubernetes.io/enforce": "privileged" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function pod(namespace: string) {
  const container = {
    name: "agent",
    image: images.redis,
    imagePullPolicy: "IfNotPresent",
    command: ["sleep", "infinity"],
    securityContext: { privileged: true, runAsUser: 0 },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "agent", namespace },
    spec: { hostPID: true, terminationGracePeriodSeconds: 1, containers: [container] },
  };
}
