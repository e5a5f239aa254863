import { containerSecurity } from "../../../components/pod/security";
import { defaultPodSecurity, images, run, runLabel } from "../../../benchmarks/cluster/environment";
import { apply, get, kubectl } from "../../../benchmarks/cluster/kubectl";

/** A name server that passes questions on to the cluster's own, and that can be taken away from those who ask it. */
export class NameServer {
  private constructor(
    private readonly namespace: string,
    readonly address: string,
  ) {}

  static async start(): Promise<NameServer> {
    // One of its own, because that of the one before may still be going.
    const namespace = `e2e-${run}-name-server-${++started}`;
    await apply(objectsIn(namespace));
    await kubectl(["-n", namespace, "wait", "pod/dns", "--for=condition=Ready", "--timeout=60s"]);
    const { spec } = await get<{ spec: { clusterIP: string } }>(namespace, "service", "dns");
    return new NameServer(namespace, spec.clusterIP);
  }

  get place() {
    return [this.namespace, "dns", "dns"] as const;
  }

  async close(): Promise<void> {
    await kubectl(["delete", "namespace", this.namespace, "--wait=false", "--ignore-not-found"]);
  }
}

let started = 0;

const port = 5353;

const program = `
const { createSocket } = require("node:dgram");
const [, upstream] = /nameserver (\\S+)/.exec(require("node:fs").readFileSync("/etc/resolv.conf", "utf8"));
const server = createSocket("udp4");
server.on("message", (question, from) => {
  const client = createSocket("udp4");
  client.once("message", (answer) => { server.send(answer, from.port, from.address); client.close(); });
  client.on("error", () => client.close());
  client.send(question, 53, upstream);
});
server.bind(${port});
`;

const labels = { app: "dns" };

function objectsIn(namespace: string) {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: runLabel } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "dns", namespace },
      spec: { selector: labels, ports: [{ port: 53, targetPort: port, protocol: "UDP" }] },
    },
    { apiVersion: "v1", kind: "Pod", metadata: { name: "dns", namespace, labels }, spec: podSpec },
  ];
}

const podSpec = {
  terminationGracePeriodSeconds: 1,
  securityContext: defaultPodSecurity,
  containers: [
    {
      name: "dns",
      image: images.node,
      imagePullPolicy: "IfNotPresent",
      command: ["node", "-e", program],
      securityContext: containerSecurity,
    },
  ],
};
