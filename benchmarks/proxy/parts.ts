export const proxyParts = ["latency", "saturation", "idle", "reloads", "moves"] as const;
export type ProxyPart = (typeof proxyParts)[number];

export interface ProxyOptions {
  runs: number;
  only: readonly ProxyPart[];
  /** The smallest sizes only, to see whether it works. */
  short: boolean;
  /** Planned moves of the master under clients of the proxy; each other way has a fifth of them. */
  moves: number;
  /** Loops that want a core each during the moves. */
  busy: number;
}

export type Tell = (text: string) => void;
