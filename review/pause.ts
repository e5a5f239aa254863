import type { Instance, StackSettings } from "../configs";

/** Medians of docs/benchmarks.md in ms; with TLS on Kubernetes those of the tests there. */
const handOvers: Record<StackSettings["platform"], { plain: number; tls: number }> = {
  local: { plain: 90, tls: 180 },
  kubernetes: { plain: 200, tls: 900 },
};

/** How long writes wait in a planned hand-over, in ms: about so long, and at most stop.pause. */
export function expectedPauseMs(platform: StackSettings["platform"], { tls }: Instance): number {
  return handOvers[platform][tls.enabled ? "tls" : "plain"];
}
