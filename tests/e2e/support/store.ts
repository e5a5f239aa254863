import { bucketKeys, images } from "../../../benchmarks/cluster/environment";
import { dataFolder, SinglePod } from "./single-pod";

const port = 7070;
const bucket = "backups";

/** A real S3 server in the cluster, with one bucket. */
export class Store {
  readonly bucket = bucket;

  private constructor(private readonly pod: SinglePod) {}

  static async start(): Promise<Store> {
    const posix = ["posix", "--sidecar", `${dataFolder}/metadata`, `${dataFolder}/buckets`];
    const container = {
      image: images.s3,
      command: ["/usr/bin/versitygw", "--port", `0.0.0.0:${port}`, "--quiet", ...posix],
      env: [
        { name: "ROOT_ACCESS_KEY", value: bucketKeys.accessKeyId },
        { name: "ROOT_SECRET_KEY", value: bucketKeys.secretAccessKey },
      ],
    };
    const folders = `mkdir -p ${dataFolder}/metadata ${dataFolder}/buckets/${bucket}`;
    return new Store(
      await SinglePod.start("store", { port, container, init: { image: images.redis, command: folders } }),
    );
  }

  get endpoint(): string {
    return `http://${this.pod.host}:${port}`;
  }

  close(): Promise<void> {
    return this.pod.close();
  }
}
