export const scaleParts = ["floor", "idle", "waiting", "up", "power-cut", "restart", "hand-over", "commands"] as const;
export type ScalePart = (typeof scaleParts)[number];

export interface ScaleOptions {
  runs: number;
  only: readonly ScalePart[];
  /** The smallest sizes only, to see whether it works. */
  short: boolean;
}

export type Tell = (text: string) => void;
