import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "../../configs/connection";
import type { DeployedInstance } from "../health/deployed";
import { deployedInstances } from "../health/deployed";
import { addressOf } from "../health/observe";
import { UserError } from "../terminal/errors";
import type { Workspace } from "../pulumi/workspace";
import type { VariablesByInstance } from "./remembered";
import { remember } from "./remembered";

/** What clients need, by instance, as the stack is deployed; that of user app is kept until the next deployment. */
export async function askedVariables(
  workspace: Workspace,
  user: string,
  instance?: string,
): Promise<VariablesByInstance> {
  if (user === "app") return rememberVariables(workspace, await deployedInstances(workspace));
  return variablesOf(workspace, await deployedInstances(workspace, instance), user);
}

/** The same of user app and all instances of the stack. */
export function rememberVariables(workspace: Workspace, instances: readonly DeployedInstance[]): VariablesByInstance {
  const variables = variablesOf(workspace, instances, "app");
  if (workspace.local) remember(workspace.local, variables);
  return variables;
}

function variablesOf(workspace: Workspace, instances: readonly DeployedInstance[], user: string): VariablesByInstance {
  return Object.fromEntries(instances.map((one) => [one.name, clientVariables(one, workspace, user)]));
}

/** What an application needs to connect to the instance as a user, as environment variables. */
export function clientVariables(
  instance: DeployedInstance,
  { local }: Workspace,
  user: string,
): Record<string, string> {
  const { name } = instance;
  const { url, masterName, sentinels, username, password, ca, proxy } = connectionAs(instance, user);
  return {
    REDIS_MASTER_NAME: masterName,
    REDIS_PASSWORD: password!,
    // Not REDIS_URL: libraries take that as the address of one server.
    REDIS_SENTINEL_URL: url,
    REDIS_SENTINELS: sentinels.map(addressOf).join(","),
    REDIS_USERNAME: username,
    ...(proxy && {
      REDIS_PROXY_URL: proxy.url,
      REDIS_PROXY_WRITES: addressOf(proxy.writes),
      REDIS_PROXY_READS: addressOf(proxy.reads),
    }),
    ...(ca && { REDIS_CA: ca }),
    ...(ca && local && { REDIS_CA_FILE: writeCa(join(local.folder, `${name}-ca.crt`), ca) }),
  };
}

function connectionAs({ name, connection, userConnections = {} }: DeployedInstance, user: string): Connection {
  const found = user === "app" ? connection : userConnections[user];
  if (found !== undefined) return found;
  const users = ["app", ...Object.keys(userConnections)].join(", ");
  throw new UserError(
    `--user ${user}: no application logs in to instance ${name} as it is deployed by that name.`,
    `There is: ${users}. Setting users adds more, once it is deployed (docs/secrets.md).`,
  );
}

/** redis-cli and others take a certificate authority only as a file. */
function writeCa(file: string, ca: string): string {
  writeFileSync(file, ca);
  return file;
}
