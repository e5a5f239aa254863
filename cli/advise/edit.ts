import { configNamespace, SettingsError, type InstanceInput } from "../../configs";
import { isObject, layOver } from "../../configs/schema/merge";
import { writtenSettings } from "../../configs/written";
import { type ChangeClass, review } from "../../review";
import type { OpenStack, StackFile } from "../project/stack-file";
import { parseSettings } from "../project/stack-file";
import { changedStates, writtenIn } from "../review/states";

/** What an edit of a stack's file does, or why the settings refuse it. */
export type EditOutcome = { changeClass: ChangeClass } | { refused: string };

/** Reviews an edit of one instance as `redis-cache review` would after it. */
export async function outcomeOf(
  { project, stackFile, settings }: OpenStack,
  instance: string,
  edit: InstanceInput,
): Promise<EditOutcome> {
  const edited = withEdit(stackFile, instance, edit);
  try {
    const base = writtenIn(project, stackFile, settings());
    const head = writtenIn(project, edited, parseSettings(edited));
    const states = await changedStates({ base, head });
    return { changeClass: review(states.base, states.head).changeClass };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const [{ property, reason, fix }] = error.findings as [SettingsError["findings"][number]];
    return { refused: `${property} ${reason}; ${fix}` };
  }
}

/** The file as it would be, with the edit laid over what is written. */
function withEdit(stackFile: StackFile, instance: string, edit: InstanceInput): StackFile {
  const { instances } = writtenSettings(stackFile.config).settings;
  const written = isObject(instances) ? instances : {};
  const laid = layOver(written, { [instance]: edit });
  return { ...stackFile, config: { ...stackFile.config, [`${configNamespace}:instances`]: laid } };
}
