import type { StackSettings } from "../configs";

/** A stack as its program would make it. */
export interface StackState {
  settings: StackSettings;
  resources: readonly StackResource[];
  /** `redis-cache:secrets` as it stands in the stack's file: by the instance's name, encrypted. */
  secrets?: Readonly<Record<string, unknown>>;
  /** What the data set of each instance takes, in bytes, where the running stack was asked. */
  used?: Readonly<Record<string, number>>;
}

/** A resource that the program registers: its inputs are plain, without secrets. */
export interface StackResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}
