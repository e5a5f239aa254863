import type { Instance } from "../../configs";

/** Why data may be lost, or the way to keep it. */
export interface Risk {
  /** The setting, from the instance on. */
  setting: string;
  reason: string;
  /** What to do before, or in its place. */
  fix: string;
  source: string;
  /**
   * Whether the change itself refuses writes, loses data or does not end, rather than what may come after it.
   * @default false
   */
  interrupts?: boolean;
  /**
   * Whether data may be lost, which makes the class of the change; else it is to be known.
   * @default true
   */
  loses?: boolean;
}

/** Whether it makes the class of the change. */
export function losesData({ loses = true }: Risk): boolean {
  return loses;
}

/** A rule: looks at the instance before and after; undefined where nothing is at risk. */
export type RiskRule = (base: Instance, head: Instance) => Risk | undefined;

/** What several rules advise. */
export const bySecondInstance =
  "create a second instance with it, which takes the data over (bootstrap.replicaOf, docs/bootstrap.md), " +
  "and move the clients";
