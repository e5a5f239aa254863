import { readFileSync } from "node:fs";
import type { StackResource } from "../../review";
import { UserError } from "../terminal/errors";

/** What `pulumi preview --json` tells of a resource. */
interface PreviewStep {
  op: string;
  urn: string;
  oldState?: { type: string; inputs?: Record<string, unknown> };
  newState?: { type: string; inputs?: Record<string, unknown> };
}

/** The resources before and after, as Pulumi's preview has them; what it hides as secret is the same on both sides. */
export function previewResources(file: string): { base: StackResource[]; head: StackResource[] } {
  const { steps } = readPreview(file);
  const of = (side: "oldState" | "newState") =>
    steps.flatMap((step) => {
      const state = step[side];
      const name = step.urn.split("::").at(-1)!;
      return state ? [{ type: state.type, name, inputs: state.inputs ?? {} }] : [];
    });
  return { base: of("oldState"), head: of("newState") };
}

function readPreview(file: string): { steps: PreviewStep[] } {
  const fix = "Give it what `pulumi preview --json` has printed.";
  try {
    const preview = JSON.parse(readFileSync(file, "utf8")) as { steps?: PreviewStep[] };
    if (Array.isArray(preview.steps)) return { steps: preview.steps };
  } catch (error) {
    throw new UserError(`--preview-json ${file}: ${(error as Error).message}`, fix);
  }
  throw new UserError(`--preview-json ${file}: there are no steps in it.`, fix);
}
