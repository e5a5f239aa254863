import type { DeployedInstance } from "../health/deployed";
import { readLeftAside } from "../health/left-aside";
import { observe } from "../health/observe";
import { metWithin } from "../process/wait";
import { askEveryMs, type SmokeOptions } from "./options";

/** Waits until every node uses the files that are mounted, for as long as that may take. */
export async function awaitFiles(instance: DeployedInstance, { timeoutMs, report }: SmokeOptions): Promise<void> {
  const inUse = async () => {
    const leftAside = await readLeftAside(instance, await observe(instance));
    const found = leftAside.find(({ what }) => what === "files");
    report(`${instance.name}: ${found ? `${found.node}: ${found.reason}` : "the mounted files are in use"}`);
    return found === undefined;
  };
  await metWithin(timeoutMs, inUse, askEveryMs);
}
