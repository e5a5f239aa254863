import { z } from "zod";
import { qualifiedName, setting } from "../schema/fields";

const name = qualifiedName().refine((text) => !text.startsWith("pulumi.com/"), {
  error: "is for Pulumi, whose waiting and patching the components decide for each object",
});

export const annotations = setting(z.record(name, z.string()).default({}), {
  description: "Annotations for every object of the instance.",
  source: "Kubernetes: annotations",
});
