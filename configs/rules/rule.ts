import type { Finding } from "../schema/errors";
import type { Installed } from "../defaults";
import type { Instance } from "../settings/instance";
import type { Platform, StackSettings } from "../settings/stack";

/** An instance with what a rule may need beside its settings. */
export interface Subject {
  name: string;
  platform: Platform;
  namespace: string;
  settings: Instance;
  installed?: Installed;
}

/** A rule over several settings of an instance. */
export interface Rule {
  /** The settings that it looks at; it is left out where one of them could not be read. */
  reads: string[];
  /** What is wrong; properties are relative to the instance. */
  check: (subject: Subject) => Finding[];
}

/** A rule over all instances of a stack. */
export interface StackRule {
  /** The settings that it looks at in each of them. */
  reads: string[];
  /** What is wrong; properties are full. */
  check: (stack: StackSettings) => Finding[];
}

type Findings = Finding | Finding[] | undefined | false;

export function rule(reads: string[], check: (settings: Instance, subject: Subject) => Findings): Rule {
  return { reads, check: (subject) => [check(subject.settings, subject) || []].flat() };
}
