import { z } from "zod";
import { annotationName, setting } from "../schema/fields";

const name = annotationName().refine((text) => !text.toLowerCase().startsWith("pulumi.com/"), {
  error: "is for Pulumi, whose waiting and patching the components decide for each object",
});

/** Annotations for objects of one kind, which go before those for all. */
export function annotationsOf(description: string) {
  return setting(z.record(name, z.string()).default({}), {
    description,
    example: '{ sidecar.istio.io/inject: "false" }',
    source: "Kubernetes: annotations",
  });
}

export const annotations = setting(z.record(name, z.string()).default({}), {
  description: "Annotations for every object of the instance.",
  source: "Kubernetes: annotations",
});
