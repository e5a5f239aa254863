import type { LoadResult } from "../../cli/load";
import type { StackSettings } from "../../configs";
import type { Change } from "./corpus";
import type { InstanceFacts } from "./facts";

/** A deployed stack with one instance, `cache`, whose settings can be changed. */
export interface Place {
  /** How long a change may take to be in force on all nodes, and nodes to be in their roles again. */
  readonly settlesWithinMs: number;
  /** Whether parts start again in the order in which `pulumi up` has them do so; kubectl applies by sync waves. */
  readonly inOrder: boolean;
  /** Settings that cannot be changed here, whatever the program says. */
  readonly fixed: readonly string[];
  /** Puts the canary's value into the instance. */
  mark(value: string): Promise<void>;
  look(): Promise<InstanceFacts>;
  /** Writes until it is stopped. */
  load(): Promise<{ stop(): Promise<LoadResult> }>;
  /** Changes the settings, and returns them before and after; nothing is applied yet. */
  change(change: Change): { before: StackSettings; after: StackSettings };
  /** Deploys the settings as they are. */
  apply(): Promise<void>;
  /** Takes the stack down, also after a signal. */
  close(): void;
}
