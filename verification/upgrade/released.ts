import { join } from "node:path";
import type { StackName } from "./pulumi-project";

const folder = join(__dirname, "released");

/** Settings and secrets of a stack as the last release had them. */
export const releasedSettings = (stack: StackName) => join(folder, `Pulumi.${stack}.yaml`);

/** Pulumi's state of that stack, as `pulumi stack export` gives it. */
export const releasedState = (stack: StackName) => join(folder, `${stack}.json`);
