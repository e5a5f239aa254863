/** Ascending: what is no larger than the first number takes the second, in bytes. */
export type Steps = readonly (readonly [upTo: number, bytes: number])[];

/** What a size takes; beyond the last step as twice the half of it, since the allocator's classes repeat so. */
export function stepAt(steps: Steps, size: number): number {
  const step = steps.find(([upTo]) => size <= upTo);
  return step ? step[1] : 2 * stepAt(steps, size / 2);
}

/** Ascending points of what grows; between two of them it is taken to grow evenly. */
export type Curve = readonly (readonly [at: number, bytes: number])[];

/** On the curve; below its first point as there, and beyond its last one as twice the half of it. */
export function curveAt(curve: Curve, at: number): number {
  const above = curve.findIndex(([x]) => at <= x);
  if (above < 0) return 2 * curveAt(curve, at / 2);
  const [x1, y1] = curve[above]!;
  const [x0, y0] = curve[above - 1] ?? [x1, y1];
  return x1 === x0 ? y1 : y0 + ((at - x0) / (x1 - x0)) * (y1 - y0);
}
