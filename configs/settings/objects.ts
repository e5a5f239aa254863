import { z } from "zod";
import { group, setting } from "./fields";

const qualifiedName = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, {
    error: "must be a name of Kubernetes, such as team or example.com/team",
  });

const labelValue = z.string().regex(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/, {
  error: "must be at most 63 letters, digits, hyphens, dots and underscores",
});

export const labels = setting(z.record(qualifiedName, labelValue).default({}), {
  description: "Labels for every object of the instance.",
  source: "Kubernetes: labels",
});

export const annotations = setting(z.record(qualifiedName, z.string()).default({}), {
  description: "Annotations for every object of the instance.",
  source: "Kubernetes: annotations",
});

const directiveName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, {
  error: "must be the name of one directive, its value apart",
});

const directiveValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], {
  error: "must be text, a number, true or false, or a list of lines",
});

function directives(description: string, source: string) {
  return setting(z.record(directiveName, directiveValue).default({}), { description, source });
}

export const extra = group(
  {
    redis: directives("Directives for redis.conf that no setting covers.", "configs/data/directive-facts.json"),
    sentinel: directives("Options for sentinel.conf that no setting covers.", "configs/data/directive-facts.json"),
  },
  { description: "Directives that no setting covers, checked against the version." },
);
