import { randomBytes } from "node:crypto";
import { podSecurity } from "../../components/pod/security";
import { type InstanceInput, parseInstance } from "../../configs";

/** In the names of this run's namespaces, and on them as a label, by which they are removed. */
export const run = process.env.CLUSTER_RUN ?? randomBytes(3).toString("hex");

export const runLabel = { "redis-cache/run": run };

export const runSelector = `redis-cache/run=${run}`;

/** Images that the cluster has; which they are depends on the cluster. */
export const images = {
  redis: process.env.CLUSTER_REDIS_IMAGE ?? "docker.io/library/redis:7.0.15",
  exporter: {
    image: process.env.CLUSTER_EXPORTER_IMAGE ?? "docker.io/oliver006/redis_exporter:v1.45.0",
    command: process.env.CLUSTER_EXPORTER_COMMAND ?? "/usr/bin/prometheus-redis-exporter",
  } satisfies InstanceInput["exporter"],
  haproxy: process.env.CLUSTER_HAPROXY_IMAGE ?? "docker.io/library/haproxy:2.6",
  envoy: process.env.CLUSTER_ENVOY_IMAGE ?? "docker.io/envoyproxy/envoy:v1.40.0",
  node: process.env.CLUSTER_NODE_IMAGE ?? "docker.io/library/node:20",
  aws: process.env.CLUSTER_AWS_IMAGE ?? "docker.io/amazon/aws-cli:2.9.19",
  s3: process.env.CLUSTER_S3_IMAGE ?? "docker.io/versity/versitygw:v1.8.0",
};

/** Of pods beside an instance, in namespaces that enforce the restricted level. */
export const defaultPodSecurity = podSecurity(
  parseInstance({}, { name: "cache", platform: "kubernetes", namespace: "redis" }),
);

/** Of the S3 server in the cluster. */
export const bucketKeys = { accessKeyId: "access-key-for-tests", secretAccessKey: "secret-key-for-tests" };
