export { changeClasses, worst, type ChangeClass } from "./change-class";
export { markdown } from "./markdown";
export { review, type Report } from "./report";
export type { StackResource, StackState } from "./state";
export type { Action, Step } from "./steps";
