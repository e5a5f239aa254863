import pc from "picocolors";
import { stringify } from "yaml";
import { configNamespace } from "../../configs";
import { formatDuration } from "../../configs/schema/units";
import type { Advice } from "./rules/advice";
import type { EditOutcome } from "./edit";

/** A piece of advice, and what its edit would do. */
export type Advised = Advice & Partial<{ outcome: EditOutcome }>;

/** Of one instance, over so many seconds, and so many of the past in Prometheus. */
export function adviceText(instance: string, advised: readonly Advised[], seconds: number, past?: number): string {
  const look = `after a look of ${Math.round(seconds)} s`;
  const time = past === undefined ? look : `${look}, and by the most of the last ${formatDuration(past * 1000)}`;
  if (advised.length === 0) return `${pc.bold(instance)}: nothing to change, ${time}.`;
  return [`${pc.bold(instance)}, ${time}:`, ...advised.map((one) => partText(instance, one))].join("\n\n");
}

function partText(instance: string, { subject, seen, why, edit, act, outcome }: Advised): string {
  return [
    pc.yellow(subject),
    `  seen:    ${seen}`,
    `  why:     ${why}`,
    ...(edit ? [`  edit:    ${outcomeText(outcome)}`, editText(instance, edit)] : []),
    ...(act ? [`  ${edit ? "or:  " : "do:  "}    ${act}`] : []),
  ].join("\n");
}

function outcomeText(outcome: EditOutcome | undefined): string {
  if (outcome === undefined) return "";
  return "refused" in outcome ? `refused by the settings: ${outcome.refused}` : `class ${outcome.changeClass}`;
}

/** As it stands below `config:`. */
function editText(instance: string, edit: object): string {
  return stringify({ [`${configNamespace}:instances`]: { [instance]: edit } })
    .trimEnd()
    .replace(/^/gm, " ".repeat(11));
}
