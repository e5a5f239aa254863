import { spawn, spawnSync } from "node:child_process";
import type { KubernetesObject } from "../../cli/render/objects";
import { runSelector } from "./environment";

/** Runs kubectl on the cluster that KUBECONFIG names; returns its standard output. */
export async function kubectl(args: readonly string[], input = ""): Promise<string> {
  const child = spawn("kubectl", args, { stdio: ["pipe", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
  }
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output.stdout;
  throw new Error(`kubectl ${args.join(" ")} ended with code ${code}:\n${output.stderr || output.stdout}`);
}

/** Applies objects as a GitOps tool does. */
export async function apply(objects: readonly KubernetesObject[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: objects };
  await kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(list));
}

export async function get<T>(namespace: string, ...what: string[]): Promise<T> {
  return JSON.parse(await kubectl(["-n", namespace, "get", ...what, "-o", "json"])) as T;
}

export async function waitGone(namespace: string): Promise<void> {
  await kubectl(["wait", `namespace/${namespace}`, "--for=delete", "--timeout=120s"]);
}

/** Removes all that this run has made, at once: it may be the last thing before the end. */
export function removeNamespaces(): void {
  spawnSync("kubectl", ["delete", "namespaces", "-l", runSelector, "--wait=false"]);
}
