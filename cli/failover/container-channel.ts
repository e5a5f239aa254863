import { spawnSync } from "node:child_process";
import { nodeLabel } from "../../components/docker";
import type { HandOverChannel } from "./channel";
import { shellChannel } from "./shell-channel";
import { UserError } from "../terminal/errors";
import { findContainers } from "../docker/containers";
import { docker } from "../docker/engine";

/** The way to the scripts in containers of an instance. */
export async function containerChannel(masterName: string): Promise<HandOverChannel> {
  const containers = await findContainers(masterName);
  const exec = (node: string, script: string, args: readonly string[]) => {
    const found = containers.find((one) => one.node === node && one.running);
    if (!found) throw new UserError(`${node} has no running container.`, "`docker ps -a` shows what became of it.");
    return ["exec", found.id, "sh", "-c", script, "sh", ...args];
  };
  return shellChannel({
    run: (node, script, args, onLine) => docker(exec(node, script, args), { onLine }),
    runNow: (node, script, args) => void spawnSync("docker", exec(node, script, args)),
    log: (node) => `docker logs $(docker ps -q --filter label=${nodeLabel}=${node})`,
  });
}
