import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../cli/install/cache-folder";
import { serversOnPath } from "../../cli/server/probe";

/** Those on PATH, and those that the tests have installed. */
export function installedServers(): string[] {
  const folder = join(cacheFolder(), "servers");
  const cached = existsSync(folder)
    ? readdirSync(folder).map((name) => join(folder, name, `${name.split("-")[0]}-server`))
    : [];
  return [...serversOnPath(), ...cached.filter(existsSync)];
}
