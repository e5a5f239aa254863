import { containerSecurity } from "../../../components/pod/security";
import { defaultPodSecurity, images, run, runLabel } from "../../../benchmarks/cluster/environment";
import { apply, get, kubectl } from "../../../benchmarks/cluster/kubectl";

const namespace = `e2e-${run}-name-server`;

/** A name server that passes questions on to the cluster's own, and that can be taken away from those who ask it. */
export class NameServer {
  private constructor(readonly address: string) {}

  static async start(): Promise<NameServer> {
    await apply([namespaceObject, service, pod]);
    await kubectl(["-n", namespace, "wait", "pod/dns", "--for=condition=Ready", "--timeout=60s"]);
    const { spec } = await get<{ spec: { clusterIP: string } }>(namespace, "service", "dns");
    return new NameServer(spec.clusterIP);
  }

  readonly place = [namespace, "dns", "dns"] as const;

  async close(): Promise<void> {
    await kubectl(["delete", "namespace", namespace, "--wait=false", "--ignore-not-found"]);
  }
}

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

const namespaceObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: namespace, labels: runLabel },
};

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "dns", namespace },
  spec: { selector: labels, ports: [{ port: 53, targetPort: port, protocol: "UDP" }] },
};

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "dns", namespace, labels },
  spec: {
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
  },
};
