/** Settings of an instance by their path; undefined takes the setting away. */
export type Change = Record<string, unknown>;
