export { estimate, type Estimate, ofData } from "./estimate";
export { planFor, type Plan } from "./plan";
export type { Demand } from "./plan/demand";
export { type Shape, shapeKinds, type ShapeKind } from "./shape";
export { tableFor } from "./tables";
export { ceilingPerServer, largestDataSet } from "./plan/nodes";
