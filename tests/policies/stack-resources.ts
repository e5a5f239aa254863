import { stackResources as resourcesOf } from "../../cli/render/objects";
import { findProject } from "../../cli/project";
import { parseSettings, readStackFile } from "../../cli/project/stack-file";
import type { Resource } from "../../policies/policy";

/** What the program of a stack registers, as Pulumi shows it to policies. */
export async function stackResources(stack: string): Promise<Resource[]> {
  const settings = parseSettings(readStackFile(findProject(), stack));
  return (await resourcesOf(settings)).map(({ type, name, inputs }) => ({ type, name, props: inputs }));
}
