export { gather, type InstanceReport, type Period } from "./gather";
export { reportPage } from "./page";
