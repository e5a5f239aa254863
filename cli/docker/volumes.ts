import { instanceContext, type StackSettings } from "../../configs";
import { UserError } from "../terminal/errors";
import { docker } from "./engine";

/** Names of the volumes with data that the engine has of a stack's instances, of those that are chosen. */
export async function dataVolumes(
  settings: StackSettings,
  isChosen: (instance: StackSettings["instances"][string]) => boolean,
): Promise<string[]> {
  const known = (await docker(["volume", "ls", "-q"])).split("\n");
  const chosen = Object.entries(settings.instances).filter(([, instance]) => isChosen(instance));
  const names = chosen.flatMap(([name, instance]) => {
    const { home, replicas, sentinels } = instanceContext(settings, name, instance).nodes;
    return [home, ...replicas, ...sentinels].map((node) => `${settings.namespace}-${node.name}`);
  });
  return names.filter((name) => known.includes(name));
}

/** Refuses data of another stack: where they are not to be kept, the end of this one would remove them. */
export async function refuseForeignData(settings: StackSettings): Promise<void> {
  const found = await dataVolumes(settings, ({ storage }) => !storage.keep);
  if (found.length === 0) return;
  throw new UserError(
    `The engine has data of another stack, which storage.keep: false would remove at the end: ${found.join(", ")}.`,
    "Write storage.keep: true to go on with them, or another redis-cache:namespace; or `docker volume rm` them.",
  );
}
