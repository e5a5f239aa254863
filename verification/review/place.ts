import type { WrittenStack } from "../../cli/review/states";
import type { LoadResult } from "../../cli/load";
import type { Change } from "./corpus";
import type { Nodes } from "./nodes";

/** A deployed stack with one instance, `cache`, whose settings can be changed. */
export interface Place {
  /** How long a change may take to be in force on all nodes, and nodes to be in their roles again. */
  readonly settlesWithinMs: number;
  /** Whether parts start again in the order in which `pulumi up` has them do so; kubectl applies by sync waves. */
  readonly inOrder: boolean;
  /** Settings that cannot be changed here, whatever the program says. */
  readonly fixed: readonly string[];
  /** Gives the instance as it is deployed; its nodes can be asked for as long as the work lasts. */
  use<T>(work: (nodes: Nodes) => Promise<T>): Promise<T>;
  /** Writes until it is stopped. */
  load(): Promise<{ stop(): Promise<LoadResult> }>;
  /** Changes the settings, and returns what was written before and is now; nothing is applied yet. */
  change(change: Change): { before: WrittenStack; after: WrittenStack };
  /** Deploys the settings as they are. */
  apply(): Promise<void>;
  /** Takes the stack down, also after a signal. */
  close(): void;
}
