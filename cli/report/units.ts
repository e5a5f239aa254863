const thousands = ["", "k", "M", "G", "T"];
const binary = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A value as its panel's unit, an identifier of Grafana, has it. */
export function valueText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "–";
  switch (unit) {
    case "bytes":
      return scaled(value, 1024, binary, " ");
    case "Bps":
      return `${scaled(value, 1024, binary, " ")}/s`;
    case "ops":
    case "cps":
      return `${scaled(value, 1000, thousands, "")}/s`;
    case "percentunit":
      return `${digits(100 * value)} %`;
    case "s":
      return durationText(value);
    case "bool_yes_no":
      return value === 0 ? "no" : "yes";
    case "bool_on_off":
      return value === 0 ? "off" : "on";
    default:
      return scaled(value, 1000, thousands, "");
  }
}

/** Whether it is one of two states, whose plot has two marks. */
export function isState(unit: string): boolean {
  return unit.startsWith("bool_");
}

/** Whether it counts things, of which there are no halves. */
export function isCount(unit: string): boolean {
  return unit === "none" || unit === "short";
}

/** Where the steps between marks are powers of two. */
export function isBinary(unit: string): boolean {
  return unit === "bytes" || unit === "Bps";
}

function scaled(value: number, base: number, names: readonly string[], space: string): string {
  const size = Math.abs(value);
  const power = size < base ? 0 : Math.min(names.length - 1, Math.floor(Math.log(size) / Math.log(base)));
  return `${digits(value / base ** power)}${space}${names[power]}`.trimEnd();
}

function durationText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${digits(value * 1e6)} µs`;
  if (size < 1) return `${digits(value * 1e3)} ms`;
  if (size < 120) return `${digits(value)} s`;
  if (size < 7200) return `${digits(value / 60)} min`;
  return size < 172_800 ? `${digits(value / 3600)} h` : `${digits(value / 86_400)} d`;
}

/** Three digits, without zeros behind the point. */
function digits(value: number): string {
  return String(Number(Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)));
}
