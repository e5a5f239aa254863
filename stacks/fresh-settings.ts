import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { checksumOf } from "../configs/render/checksum";

/**
 * Refuses to deploy a copy of the settings that is older than the settings. The command-line tool makes such a copy for
 * stacks on this machine, with the checksum of the file that it copied; other stacks have none.
 */
export function refuseStaleCopy(settingsFile: string): void {
  const checksum = new pulumi.Config("redis-cache-copy").get("checksum");
  if (checksum === undefined || checksum === checksumOf(readFileSync(settingsFile, "utf8"))) return;
  throw new pulumi.RunError(
    `${settingsFile} has changed since its copy was made. Fix: eval "$(redis-cache env -s ${pulumi.getStack()})"`,
  );
}
