export const cacheParts = ["contract", "hand-over", "speed"] as const;
export type CachePart = (typeof cacheParts)[number];

export interface CacheOptions {
  only: readonly CachePart[];
  /** Ids of ways; all unless given. */
  ways?: readonly string[];
  /** Small numbers, to see whether it works. */
  short: boolean;
}

export type Tell = (text: string) => void;
