import { z } from "zod";
import { group, setting } from "../schema/fields";

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
