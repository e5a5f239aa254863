import type { StackSettings } from "../../configs";
import { UserError } from "../terminal/errors";
import type { RunOptions } from "../process";
import { run, which } from "../process";

/** The cluster and namespace of a stack. */
export type Place = Pick<StackSettings, "namespace" | "kubeContext">;

/** Runs kubectl in the stack's namespace and returns what it prints. */
export async function kubectl(place: Place, args: readonly string[], options: RunOptions = {}): Promise<string> {
  if (!which("kubectl"))
    throw new UserError("kubectl is not on PATH.", "Install it; its version should be the cluster's.");
  const { code, stdout, stderr } = await run("kubectl", [...placeFlags(place), ...args], options);
  if (code === 0) return stdout;
  throw new UserError(
    `kubectl ${args.join(" ")}: ${(stderr || stdout).trim()}`,
    "See that KUBECONFIG and kubeContext name the cluster.",
  );
}

export function placeFlags({ namespace, kubeContext }: Place): string[] {
  return ["-n", namespace, ...(kubeContext === undefined ? [] : ["--context", kubeContext])];
}
