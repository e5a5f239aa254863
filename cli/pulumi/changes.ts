import type { Workspace } from "./workspace";
import { pulumi } from "./workspace";

/** Numbers of resources by what the last update did to them: `create`, `update`, `delete`, `same` and others. */
export type Changes = Record<string, number>;

export async function lastChanges(workspace: Workspace): Promise<Changes> {
  const history = await pulumi(workspace, ["stack", "history", "--json", "--page-size", "1"]);
  const [latest] = JSON.parse(history) as { resourceChanges?: Changes }[];
  return latest?.resourceChanges ?? {};
}

export function changesText(changes: Changes): string {
  const { same: _, ...real } = changes;
  const parts = Object.entries(real).map(([what, count]) => `${count} ${what}`);
  return parts.length === 0 ? "No changes." : `Changes: ${parts.join(", ")}.`;
}
