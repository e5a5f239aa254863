import { z } from "zod";
import { qualifiedName, setting } from "../schema/fields";

export const labelValue = z.string().regex(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/, {
  error: "must be at most 63 letters, digits, hyphens, dots and underscores, from a letter or digit to another",
});

export const labels = setting(z.record(qualifiedName(), labelValue).default({}), {
  description: "Labels for every object of the instance.",
  source: "Kubernetes: labels",
});
