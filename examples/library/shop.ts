import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RedisCache } from "pulumi-redis-cache";
import type { InstanceSecrets } from "pulumi-redis-cache/configs";

export interface ShopArgs {
  image: pulumi.Input<string>;
  namespace: string;
  /** Password of each user of the cache. */
  passwords: pulumi.Input<InstanceSecrets>;
}

/** An application with a cache of its own. */
export class Shop extends pulumi.ComponentResource {
  readonly cache: RedisCache;

  constructor(name: string, { image, namespace, passwords }: ShopArgs, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:Shop", name, {}, opts);
    this.cache = new RedisCache(
      `${name}-cache`,
      {
        platform: "kubernetes",
        namespace,
        settings: { preset: "pureCache", memory: { limit: "512Mi" }, storage: { size: "1Gi" } },
        secrets: passwords,
      },
      { parent: this },
    );
    this.deploy(name, image, namespace);
    this.registerOutputs({ masterName: this.cache.masterName });
  }

  private deploy(name: string, image: pulumi.Input<string>, namespace: string): void {
    // The network policy of the cache lets in who carries this label.
    const labels = { app: name, [`redis-cache/${name}-cache-client`]: "true" };
    const envFrom = [{ prefix: "REDIS_", secretRef: { name: `${name}-cache-connection` } }];
    new kubernetes.apps.v1.Deployment(
      `${name}-app`,
      {
        metadata: { name, namespace },
        spec: {
          selector: { matchLabels: { app: name } },
          template: { metadata: { labels }, spec: { containers: [{ name: "shop", image, envFrom }] } },
        },
      },
      { parent: this, dependsOn: this.cache },
    );
  }
}
