/** What a change does to the running Redis, the least disruptive first. */
export const changeClasses = ["none", "live", "rolling restart", "failover", "data at risk"] as const;

export type ChangeClass = (typeof changeClasses)[number];

/** The worst of them; `none` where there is none. */
export function worst(classes: readonly ChangeClass[]): ChangeClass {
  return classes.reduce<ChangeClass>((a, b) => (rank(a) < rank(b) ? b : a), "none");
}

function rank(changeClass: ChangeClass): number {
  return changeClasses.indexOf(changeClass);
}
