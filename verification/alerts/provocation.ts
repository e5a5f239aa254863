import type { InstanceName, Scene } from "./scene";

/** A fault of a running instance, which some alerts are for. */
export interface Provocation {
  instance: InstanceName;
  /** What is done, for people. */
  words: string;
  alerts: readonly string[];
  /** Does it, and resolves with what ends it. */
  begin(scene: Scene): Promise<() => Promise<void> | void>;
}
