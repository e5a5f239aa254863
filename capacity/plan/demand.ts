import type { Shape } from "../shape";

/** What is asked of an instance. */
export interface Demand {
  /** The data. */
  shape: Shape;
  /** Commands a second, reads and writes. */
  opsPerSecond: number;
  /** Share of them that write. */
  writeShare: number;
  /** Connections of applications. */
  clients: number;
  /** A replica that was away for so long is to catch up without a full copy. */
  outageSeconds: number;
  /** Share by which the data may grow. */
  growth: number;
  /** Whether data are kept on disk. */
  persistent: boolean;
}

export function writesPerSecond({ opsPerSecond, writeShare }: Demand): number {
  return opsPerSecond * writeShare;
}
