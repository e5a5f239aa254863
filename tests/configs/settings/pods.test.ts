import { parseStack, warnings } from "../../../configs";
import { findingsOf, refuses, stackOf } from "../../support/refused";

refuses([
  [
    "a namespace that DNS refuses",
    { pods: { clientNamespaces: ["Shop"] } },
    "pods.clientNamespaces.0",
    "Shop",
    /lower-case/,
  ],
  [
    "root as the user",
    { pods: { securityContext: { runAsUser: 0 } } },
    "pods.securityContext.runAsUser",
    0,
    /from 1 on/,
  ],
  [
    "a toleration of nothing",
    { pods: { tolerations: [{ value: "redis" }] } },
    "pods.tolerations.0",
    { value: "redis" },
    /needs a key/,
  ],
  [
    "seconds of a toleration that never ends a pod",
    { pods: { tolerations: [{ key: "a", effect: "NoSchedule", tolerationSeconds: 5 }] } },
    "pods.tolerations.0",
    { key: "a", effect: "NoSchedule", tolerationSeconds: 5 },
    /without NoExecute/,
  ],
  [
    "Secrets for images as Kubernetes lists them",
    { pods: { imagePullSecrets: [{ name: "registry" }] } },
    "pods.imagePullSecrets.0",
    { name: "registry" },
    /text/,
  ],
  [
    "a label of nodes that cannot be",
    { pods: { nodeSelector: { pool: "a b" } } },
    "pods.nodeSelector.pool",
    "a b",
    /at most 63 letters/,
  ],
  [
    "one machine for pods that never share one",
    { pods: { spread: "required", nodeSelector: { "kubernetes.io/hostname": "node-1" } } },
    "pods.nodeSelector.kubernetes.io/hostname",
    "node-1",
    /wait for ever/,
  ],
  [
    "an architecture by another name",
    { pods: { nodeSelector: { "kubernetes.io/arch": "x86_64" } } },
    "pods.nodeSelector.kubernetes.io/arch",
    "x86_64",
    /as Go does/,
  ],
  [
    "machines that have no images",
    { pods: { nodeSelector: { "kubernetes.io/os": "windows" } } },
    "pods.nodeSelector.kubernetes.io/os",
    "windows",
    /no images/,
  ],
  [
    "the user of a namespace with a group of none",
    { pods: { securityContext: { runAsUser: "namespace", runAsGroup: "namespace" } } },
    "pods.securityContext.runAsUser",
    "namespace",
    /fsGroup is 10001/,
  ],
  [
    "files of a namespace without its user",
    { pods: { securityContext: { fsGroup: "namespace" } } },
    "pods.securityContext.fsGroup",
    "namespace",
    /runAsUser is 10001/,
  ],
  [
    "the group of a namespace alone",
    { pods: { securityContext: { runAsGroup: "namespace" } } },
    "pods.securityContext.runAsGroup",
    "namespace",
    /runAsUser is 10001/,
  ],
]);

const ids = { runAsUser: "namespace", runAsGroup: "namespace", fsGroup: "namespace" };

test.each([ids, { ...ids, runAsGroup: 1 }, { ...ids, fsGroup: 1_000_650_000 }, { runAsUser: 20_000, fsGroup: 20_000 }])(
  "ids that go together are accepted: %j",
  (securityContext) => expect(findingsOf(stackOf({ pods: { securityContext } }))).toEqual([]),
);

test("two instances of a namespace, of which one takes its ids", () => {
  const instances = { a: { pods: { securityContext: ids } }, b: {} };
  expect(warnings(parseStack({ instances }))).toMatchObject([
    { property: "instances.b.pods.securityContext.runAsUser", value: 10_001 },
  ]);
  expect(warnings(parseStack({ instances: { a: instances.a, b: instances.a } }))).toEqual([]);
});

test("all nodes on one machine are warned of", () => {
  const pods = { nodeSelector: { "kubernetes.io/hostname": "node-1" } };
  expect(warnings(parseStack(stackOf({ pods })))).toMatchObject([
    { property: "instances.cache.pods.nodeSelector.kubernetes.io/hostname", value: "node-1" },
  ]);
});
