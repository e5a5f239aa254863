import { bucketKeys, images, run, runLabel } from "../../../benchmarks/cluster/environment";
import { apply, kubectl } from "../../../benchmarks/cluster/kubectl";
import { containerSecurity, podSecurity } from "../../../components/pod/security";

const port = 7070;
const folder = "/data";

/** A real S3 server in the cluster, with one bucket, in a namespace of its own. */
export class Store {
  readonly bucket = "backups";
  private readonly namespace = `e2e-${run}-store`;
  readonly endpoint = `http://store.${this.namespace}.svc.cluster.local:${port}`;

  static async start(): Promise<Store> {
    const store = new Store();
    await apply([store.namespaceObject()]);
    await apply([store.service(), store.pod()]);
    await kubectl(["-n", store.namespace, "wait", "pod/store", "--for=condition=Ready", "--timeout=60s"]);
    return store;
  }

  async close(): Promise<void> {
    await kubectl(["delete", "namespace", this.namespace, "--wait=false", "--ignore-not-found"]);
  }

  private namespaceObject() {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name: this.namespace, labels: runLabel } };
  }

  private service() {
    const { metadata } = this.named();
    return { apiVersion: "v1", kind: "Service", metadata, spec: { selector: { app: "store" }, ports: [{ port }] } };
  }

  private pod() {
    const volumeMounts = [{ name: "data", mountPath: folder }];
    const shared = { imagePullPolicy: "IfNotPresent", securityContext: containerSecurity, volumeMounts };
    const makeFolders = `mkdir -p ${folder}/metadata ${folder}/buckets/${this.bucket}`;
    const posix = ["posix", "--sidecar", `${folder}/metadata`, `${folder}/buckets`];
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...this.named().metadata, labels: { app: "store" } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        securityContext: podSecurity,
        initContainers: [{ ...shared, name: "folders", image: images.redis, command: ["sh", "-c", makeFolders] }],
        containers: [
          {
            ...shared,
            name: "store",
            image: images.s3,
            command: ["/usr/bin/versitygw", "--port", `0.0.0.0:${port}`, "--quiet", ...posix],
            env: [
              { name: "ROOT_ACCESS_KEY", value: bucketKeys.accessKeyId },
              { name: "ROOT_SECRET_KEY", value: bucketKeys.secretAccessKey },
            ],
            readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
          },
        ],
        volumes: [{ name: "data", emptyDir: {} }],
      },
    };
  }

  private named() {
    return { metadata: { name: "store", namespace: this.namespace } };
  }
}
