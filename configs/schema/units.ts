/** An amount of memory or storage: a whole number of Ki, Mi or Gi, such as `512Mi`. */
export type Size = `${number}Ki` | `${number}Mi` | `${number}Gi`;

/** A span of time: a whole number of ms, s, m, h or d, such as `30m`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m` | `${number}h` | `${number}d`;

export const sizePattern = /^(0|[1-9]\d{0,8})(Ki|Mi|Gi)$/;
export const durationPattern = /^(0|[1-9]\d{0,8})(ms|s|m|h|d)$/;

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;

const sizeUnits = { Gi: GiB, Mi: MiB, Ki: KiB };
const durationUnits = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** The bytes of a size. */
export function bytes(size: Size): number {
  return measure(size, sizePattern, sizeUnits);
}

/** The milliseconds of a duration. */
export function milliseconds(duration: Duration): number {
  return measure(duration, durationPattern, durationUnits);
}

/** The seconds of a duration, with a fraction where it is no whole number of them. */
export function seconds(duration: Duration): number {
  return milliseconds(duration) / 1000;
}

/** Thousandths of a core. */
export function millicores(cores: string): number {
  return cores.endsWith("m") ? Number(cores.slice(0, -1)) : Number(cores) * 1000;
}

/** The shortest size of that many bytes; a part of a KiB is cut off. */
export function formatSize(amount: number): Size {
  return format(amount - (amount % KiB), sizeUnits, "Ki");
}

/** The shortest duration of that many milliseconds. */
export function formatDuration(amount: number): Duration {
  return format(amount, durationUnits, "ms");
}

function measure(text: string, pattern: RegExp, units: Record<string, number>): number {
  const [, digits, unit = ""] = pattern.exec(text) ?? [];
  const factor = units[unit];
  if (digits === undefined || factor === undefined) throw new RangeError(`"${text}" does not match ${pattern.source}`);
  return Number(digits) * factor;
}

/** Units go from the largest to the smallest. */
function format<U extends string>(amount: number, units: Record<U, number>, smallest: U): `${number}${U}` {
  const fitting = (Object.keys(units) as U[]).find((unit) => amount !== 0 && amount % units[unit] === 0) ?? smallest;
  return `${amount / units[fitting]}${fitting}`;
}
