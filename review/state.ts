import type { StackSettings } from "../configs";

/** A stack as its program would make it. */
export interface StackState {
  settings: StackSettings;
  resources: readonly StackResource[];
}

/** A resource that the program registers: its inputs are plain, without secrets. */
export interface StackResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}
