import { InstanceContext, instanceContext } from "../../configs/nodes";
import { withComputedDefaults } from "../../configs/settings/defaults";
import { InstanceInput, instanceSchema } from "../../configs/settings/instance";
import { Platform } from "../../configs/settings/stack";

/** An instance `cache` in namespace `redis` from what a user might write. */
export function contextOf(input: InstanceInput = {}, platform: Platform = "local"): InstanceContext {
  const settings = withComputedDefaults(instanceSchema.parse(input), { platform });
  return instanceContext({ platform, namespace: "redis" }, "cache", settings);
}
