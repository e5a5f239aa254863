import type { InstanceInput } from "../../../configs";
import type { Facts } from "./facts";

/** Something that is to be changed, and why. */
export interface Advice {
  /** The rule that says so: memory, backlog. */
  subject: string;
  /** What was seen, with figures. */
  seen: string;
  /** What that leads to. */
  why: string;
  /** What to write for the instance in the stack's file; undefined where no setting helps. */
  edit?: InstanceInput;
  /** What to do beside, or in place of, an edit. */
  act?: string;
}

/** Looks at one subject; empty where all is well. */
export type AdviceRule = (facts: Facts) => Omit<Advice, "subject">[];
