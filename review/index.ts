export { changeClasses, worst, type ChangeClass } from "./change-class";
export { markdown } from "./markdown";
export type { ProxyAction } from "./proxy";
export { review, type ReviewReport } from "./report";
export type { StackResource, StackState } from "./state";
export type { Action, PlannedStep } from "./steps";
