import type { InstanceInput } from "../../configs";
import { images } from "./environment";

/** What the cluster's images hold, and little of everything. */
export const small: InstanceInput = {
  server: { version: "7.0", image: images.redis },
  exporter: images.exporter,
  memory: { limit: "128Mi", activeDefrag: false },
  storage: { size: "64Mi", keep: false },
  cpu: { request: "50m" },
  sentinel: { downAfter: "3s" },
  stop: { pause: "1500ms" },
};
