import type { Steps } from "../../capacity/steps";

/**
 * The steps of what grows with a size, each found to the unit. Sizes in between are looked at only where their
 * neighbours differ, so a step up and down again within `stride` would be missed; none does that.
 */
export async function stepsOf(
  sizes: { from: number; to: number },
  measure: (size: number) => Promise<number>,
): Promise<Steps> {
  const known = new Map<number, number>();
  const look = async (size: number) => {
    const seen = known.get(size) ?? (await measure(size));
    known.set(size, seen);
    return seen;
  };
  const steps: [number, number][] = [];
  const walk = async (from: number, to: number): Promise<void> => {
    const [low, high] = [await look(from), await look(to)];
    if (Math.abs(high - low) < alike) return;
    if (to - from === 1) return void steps.push([from, round(low)]);
    const middle = Math.floor((from + to) / 2);
    await walk(from, middle);
    await walk(middle, to);
  };
  for (let from = sizes.from; from < sizes.to;) {
    const to = Math.min(sizes.to, from + Math.max(8, Math.floor(from / 8)));
    await walk(from, to);
    from = to;
  }
  return rising([...steps, [sizes.to, round(await look(sizes.to))]]);
}

/** Without what the server still had of a client that was gone, as it was looked at: no larger size takes less. */
function rising(steps: Steps): Steps {
  return steps.reduceRight<Steps>((later, [upTo, bytes]) => {
    const next = later[0]?.[1] ?? Infinity;
    return bytes < next ? [[upTo, bytes], ...later] : later;
  }, []);
}

/** A skip list has levels by chance. */
const alike = 3;

function round(bytes: number): number {
  return Math.round(bytes * 10) / 10;
}
