import { z } from "zod";
import { qualifiedName, setting } from "../schema/fields";

export const annotations = setting(z.record(qualifiedName(), z.string()).default({}), {
  description: "Annotations for every object of the instance.",
  source: "Kubernetes: annotations",
});
