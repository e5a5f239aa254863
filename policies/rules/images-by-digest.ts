import { containersOf, objectName, podOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

const digest = /@sha256:[0-9a-f]{64}$/;

export const imagesByDigest = resourcePolicy(
  {
    name: "images-by-digest",
    description:
      "Images are pinned by digest: a registry may serve other bytes under a tag tomorrow, to one node and " +
      "not to the next.",
    fix: "Set server.digest, exporter.digest, proxy.digest and backup.job.digest.",
  },
  (resource) =>
    containersOf(podOf(resource) ?? { containers: [] })
      .filter(({ image = "" }) => !digest.test(image))
      .map(({ name, image }) => `${objectName(resource)}: container ${name} runs ${image}, which has no digest`),
);
