import type { Rule, StackRule } from "./rule";

/** All rules over the settings of one instance. */
export const rules: Rule[] = [];

/** All rules over several instances. */
export const stackRules: StackRule[] = [];
