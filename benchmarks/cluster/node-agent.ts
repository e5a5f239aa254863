import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { images, run, runLabel } from "./environment";
import { apply, get, kubectl } from "./kubectl";

type Signal = "KILL" | "STOP" | "CONT";

/** A pod that may signal the processes of other pods on its node, and cut their network, as no usual pod can. */
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

  /**
   * Drops all packets between these addresses, of pods on its node, until the returned function is called, or this
   * process ends: with its input the script in the pod ends too, and mends what it has cut.
   */
  async cut(pairs: readonly (readonly [string, string])[]): Promise<() => Promise<void>> {
    const words = pairs.flatMap(([a, b]) => [`${a},${b}`, `${b},${a}`]);
    const script = ["-n", this.namespace, "exec", "-i", "agent", "--", "sh", "-c", cutScript, "sh", ...words];
    const child = spawn("kubectl", script, { stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(child, "close");
    const first = await Promise.race([once(createInterface({ input: child.stdout }), "line"), closed]);
    if (first[0] !== "cut") throw new Error("The node's packets could not be dropped.");
    return async () => {
      child.stdin.end();
      await closed;
    };
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

/**
 * By rules of the node's routing, which need no firewall, and with the node's own `ip`; what an earlier one may have
 * left goes first.
 */
const cutScript = `
on_node() { chroot /node ip "$@"; }
mend() { on_node rule flush protocol 77; }
trap mend EXIT
trap 'exit 1' HUP INT TERM
mend
for pair in "$@"; do
  on_node rule add pref 90 from "\${pair%,*}" to "\${pair#*,}" blackhole protocol 77 || exit 1
done
echo cut
cat >/dev/null
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
    volumeMounts: [{ name: "node", mountPath: "/node", readOnly: true }],
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "agent", namespace },
    spec: {
      hostPID: true,
      hostNetwork: true,
      terminationGracePeriodSeconds: 1,
      containers: [container],
      volumes: [{ name: "node", hostPath: { path: "/" } }],
    },
  };
}
