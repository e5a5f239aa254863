import type { NodeAddress, Part } from "../../configs";
import type { Files } from "../../configs/render";
import type { InstanceArgs } from "../instance-args";

/** Nodes of one part, started with the same files. */
export interface NodeGroup extends Omit<InstanceArgs, "files"> {
  part: Part;
  /** All nodes that there may ever be. */
  addresses: NodeAddress[];
  /** How many of them always run. */
  count: number;
  /** True where load decides how many more. */
  autoscaled?: boolean;
  files: Files;
  /** Changes with what of the files takes effect on restart. */
  restartChecksum: string;
}
