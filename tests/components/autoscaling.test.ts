import { VerticalPodAutoscaler } from "@kubernetes-models/autoscaler/autoscaling.k8s.io/v1/VerticalPodAutoscaler";
import { type IScaledObject, ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { type KubernetesObject, stackObjects } from "../../cli/render/objects";
import { type InstanceInput, parseStack } from "../../configs";

const objectsOf = (cache: InstanceInput) => stackObjects(parseStack({ namespace: "redis", instances: { cache } }));

const ofKind = (objects: KubernetesObject[], kind: string) =>
  objects.filter((object) => object.kind === kind).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

test("with KEDA a ScaledObject takes the place of the autoscaler, and may take that one over", async () => {
  const objects = await objectsOf({
    replicas: { max: 5 },
    autoscaling: {
      ...{ kind: "keda", cpu: 70, scaleDownAfter: "5m" },
      ...{ opsPerSecond: 5000, clients: 200, prometheus: "http://prometheus.monitoring:9090" },
    },
  });
  expect(ofKind(objects, "HorizontalPodAutoscaler")).toEqual([]);
  const [scaled, ...others] = ofKind(objects, "ScaledObject");
  expect(others).toEqual([]);
  expect(() => new ScaledObject(scaled as never).validate()).not.toThrow();
  const { metadata, spec } = scaled as unknown as KubernetesObject & Required<IScaledObject>;
  expect(metadata.annotations).toEqual({ "scaledobject.keda.sh/transfer-hpa-ownership": "true" });
  const { behavior, name } = spec.advanced!.horizontalPodAutoscalerConfig! as unknown as {
    name: string;
    behavior: { scaleDown: object };
  };
  expect(name).toBe("cache-replica");
  expect(behavior.scaleDown).toMatchObject({ stabilizationWindowSeconds: 300 });
  const sum = (series: string) => `sum(${series})`;
  const pods = '{namespace="redis",pod=~"cache-replica-[0-9]+"}';
  const ofPrometheus = { serverAddress: "http://prometheus.monitoring:9090", ignoreNullValues: "false" };
  // A literal of this type has no key that KEDA does not know.
  const wanted: Omit<typeof spec, "advanced"> = {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "cache-replica" },
    minReplicaCount: 2,
    maxReplicaCount: 5,
    triggers: [
      { type: "cpu", metricType: "Utilization", metadata: { value: "70", containerName: "redis" } },
      {
        type: "prometheus",
        metricType: "AverageValue",
        metadata: {
          ...ofPrometheus,
          query: sum(`rate(redis_commands_processed_total${pods}[2m])`),
          threshold: "5000",
        },
      },
      {
        type: "prometheus",
        metricType: "AverageValue",
        metadata: { ...ofPrometheus, query: sum(`redis_connected_clients${pods}`), threshold: "200" },
      },
    ],
  };
  expect(spec).toMatchObject(wanted);
  expect(Object.keys(spec).sort()).toEqual([...Object.keys(wanted), "advanced"].sort());
});

test("a VerticalPodAutoscaler for each set recommends, and changes nothing", async () => {
  const objects = await objectsOf({ monitoring: { recommendations: "verticalPodAutoscaler" } });
  const recommenders = ofKind(objects, "VerticalPodAutoscaler");
  for (const one of recommenders) expect(() => new VerticalPodAutoscaler(one as never).validate()).not.toThrow();
  expect(recommenders.map(({ metadata, spec }) => ({ name: metadata.name, spec }))).toEqual(
    ofKind(objects, "StatefulSet").map(({ metadata: { name } }) => ({
      name,
      spec: {
        targetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name },
        updatePolicy: { updateMode: "Off" },
      },
    })),
  );
  expect(recommenders).toHaveLength(3);
});

test("neither is there unless the settings say so", async () => {
  const kinds = (await objectsOf({ replicas: { max: 5 }, autoscaling: {} })).map(({ kind }) => kind);
  expect(kinds).toContain("HorizontalPodAutoscaler");
  expect(kinds).not.toContain("ScaledObject");
  expect(kinds).not.toContain("VerticalPodAutoscaler");
});
