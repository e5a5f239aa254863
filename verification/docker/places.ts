import { randomUUID } from "node:crypto";
import { settingsOfTest } from "../../tests/support/docker/compose-project";
import { serverVersion } from "../../tests/support/docker/deployment";
import { DockerStack } from "../../tests/support/docker/docker-stack";
import { deployedMaster, downAndUp, type InDocker, settled } from "./in-docker";

/** Data that are kept outlive the stack. */
export async function keptData(docker: InDocker): Promise<string> {
  const { asApplication } = docker;
  const value = randomUUID();
  await settled(docker, "the last scenario");
  await asApplication(await deployedMaster(docker), (client) => client.set("kept", value));
  await downAndUp(docker);
  await settled(docker, "up");
  const found = await asApplication("cache-replica-0", (client) => client.get("kept"));
  if (found !== value) throw new Error(`after down and up a replica has ${found} where ${value} was written`);
  return "down and up: data kept";
}

/** A second stack of another namespace lives in the same engine. */
export async function besideAnother({ engine }: InDocker): Promise<string> {
  const other = await DockerStack.create(engine);
  try {
    await other.write(await settingsOfTest(serverVersion()), { namespace: "other" });
    await other.tool("up", "--yes");
    const smoke = await other.tool("smoke");
    await other.tool("down", "--yes");
    if (!smoke.includes("smoke test passed")) throw new Error(smoke);
    return "a second stack beside it: smoke test passed";
  } finally {
    other.remove();
  }
}
