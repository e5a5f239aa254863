import type { Finding } from "./errors";
import { warningRules } from "./rules";
import type { StackSettings } from "./settings/stack";

/** What is allowed, and probably not meant. */
export function warnings({ platform, namespace, instances }: StackSettings): Finding[] {
  return Object.entries(instances).flatMap(([name, settings]) =>
    warningRules
      .flatMap(({ check }) => check({ name, platform, namespace, settings }))
      .map((finding) => ({ ...finding, property: `instances.${name}.${finding.property}` })),
  );
}
