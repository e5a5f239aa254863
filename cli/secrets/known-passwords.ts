import { checksumOf } from "../../configs/render/checksum";
import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";
import type { RotationStep } from "./rotation";

/** Why the nodes are not ready for a step yet, a line for each of them; empty where they are. */
export async function notReady(instance: DeployedInstance, { requires }: RotationStep): Promise<string[]> {
  if (!requires) return [];
  // Replicas log in to Redis only.
  const nodes = requires.login === "replication" ? instance.redis : [...instance.redis, ...instance.sentinels];
  return [...new Set((await Promise.all(nodes.map((node) => reasonOf(node, instance, requires)))).flat())];
}

async function reasonOf(
  node: Endpoint,
  instance: DeployedInstance,
  requires: NonNullable<RotationStep["requires"]>,
): Promise<string[]> {
  const { login } = requires;
  try {
    if ("unused" in requires) return await usesOf(node, instance, login);
    const hashes = await passwordHashes(node, instance, login);
    const has =
      "knows" in requires ? hashes.includes(checksumOf(requires.knows)) : hashes[0] === checksumOf(requires.first);
    return has ? [] : [`${node.name} does not know the new password of user ${login} yet`];
  } catch (error) {
    if ((error as Error).name === "UserError") throw error;
    return [`${node.name} does not answer: ${(error as Error).message}`];
  }
}

/** The SHA-256 of each password, the one that nodes use first; none where there is no such user. */
async function passwordHashes(node: Endpoint, instance: DeployedInstance, login: string): Promise<string[]> {
  const answer = await ask(node, instance, "ops", (client) => client.call("ACL", "GETUSER", login));
  const fields = (answer ?? []) as unknown[];
  return (fields[fields.indexOf("passwords") + 1] ?? []) as string[];
}

/** What still goes by a user: the connection that applications are given, and who is logged in. */
async function usesOf(node: Endpoint, instance: DeployedInstance, login: string): Promise<string[]> {
  const given = [instance.connection, ...Object.values(instance.userConnections ?? {})].map(({ username }) => username);
  if (given.includes(login)) return [`applications are still given user ${login} to connect with`];
  return clientsOf(node, instance, login);
}

async function clientsOf(node: Endpoint, instance: DeployedInstance, login: string): Promise<string[]> {
  const list = (await ask(node, instance, "ops", (client) => client.call("CLIENT", "LIST"))) as string;
  const fields = list
    .split("\n")
    .map((line) => Object.fromEntries(line.split(" ").map((word) => word.split("="))) as Client);
  return fields
    .filter(({ user }) => user === login)
    .map(({ addr, name }) => `${addr}${name ? ` (${name})` : ""} is logged in to ${node.name} as ${login}`);
}

interface Client {
  addr?: string;
  name?: string;
  user?: string;
}
