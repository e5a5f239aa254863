import { checksumOf } from "../../configs/render/checksum";
import type { InstanceFiles } from "../../configs/render";

/** The password of every user in tests, by name: long enough, and plainly none of a real one. */
export const testPassword = (user: string) => `${user}-password-for-tests`;

/** What the start script makes of a Redis node's files, with the lines that only this node has. */
export function redisFiles({ redis }: InstanceFiles, nodeLines: readonly string[] = []): Record<string, string> {
  const includes = ["include redis.conf", "include replica.conf", "aclfile users.acl"];
  const replication = ["masteruser replication", `masterauth ${testPassword("replication")}`];
  const run = [...includes, ...replication, ...nodeLines].join("\n");
  return { ...redis, "users.acl": filledIn(redis["users.acl.tmpl"]!), "run.conf": `${run}\n` };
}

/** The same for a Sentinel; it rewrites its file, so that nothing is included. */
export function sentinelFiles({ sentinel }: InstanceFiles, nodeLines: readonly string[] = []): Record<string, string> {
  const run = [sentinel["sentinel.conf"]!, "aclfile users.acl", ...nodeLines].join("\n");
  return { ...sentinel, "users.acl": filledIn(sentinel["users.acl.tmpl"]!), "run.conf": `${run}\n` };
}

/** The users with their passwords, and one more that may see whether any was refused something. */
function filledIn(template: string): string {
  const users = template.replaceAll(/#<([\w-]+)>/g, (_, user: string) => `#${checksumOf(testPassword(user))}`);
  return `${users}user auditor on #${checksumOf(testPassword("auditor"))} -@all +acl|log\n`;
}
