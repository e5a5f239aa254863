import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeployedInstance } from "../health/deployed";
import { deployedInstances } from "../health/deployed";
import type { Workspace } from "../pulumi/workspace";
import type { VariablesByInstance } from "./remembered";
import { remember } from "./remembered";

/** What clients need, by instance, as the stack is deployed. */
export async function allVariables(workspace: Workspace): Promise<VariablesByInstance> {
  return rememberVariables(workspace, await deployedInstances(workspace));
}

/** The same of all instances of the stack, kept until its next deployment. */
export function rememberVariables(workspace: Workspace, instances: readonly DeployedInstance[]): VariablesByInstance {
  const variables = Object.fromEntries(instances.map((one) => [one.name, clientVariables(one, workspace)]));
  if (workspace.local) remember(workspace.local, variables);
  return variables;
}

/** What an application needs to connect to the instance, as environment variables. */
function clientVariables({ connection, name }: DeployedInstance, { local }: Workspace): Record<string, string> {
  const { url, masterName, sentinels, username, password, ca } = connection;
  const addresses = sentinels.map(({ host, port }) => `${host}:${port}`).join(",");
  return {
    REDIS_MASTER_NAME: masterName,
    REDIS_PASSWORD: password,
    REDIS_SENTINELS: addresses,
    REDIS_URL: url,
    REDIS_USERNAME: username,
    ...(ca && { REDIS_CA: ca }),
    ...(ca && local && { REDIS_CA_FILE: writeCa(join(local.folder, `${name}-ca.crt`), ca) }),
  };
}

/** redis-cli and others take a certificate authority only as a file. */
function writeCa(file: string, ca: string): string {
  writeFileSync(file, ca);
  return file;
}
