import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Document } from "yaml";
import { parseDocument } from "yaml";
import { freePorts } from "./free-ports";

const leftOut = ["node_modules", ".git", "dist", ".redis-cache"];
/** Where the settings of stack `local`'s instance are in its file. */
export const instancePlace = ["config", "redis-cache:instances", "cache"];

/** Changes the settings of the copy's stack `local`, whose one instance is at that place. */
export type SettingsChange = (settings: Document, place: string[]) => void;

/** The first ports of the nodes of the copy's stack `local`, and of its proxy, where it gets one. */
export interface CopyPorts {
  redis: number;
  sentinel: number;
  proxy: number;
}

/**
 * Copies this project, as somebody has who cloned it, into an empty folder; its stack `local` has ports of its own.
 * `change` may change the settings of that stack's instance, whose place in the document it is told.
 */
export async function copyProject(
  root: string,
  folder: string,
  change: SettingsChange = () => undefined,
): Promise<CopyPorts> {
  cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.includes(basename(source)) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const ports = { redis: await freePorts(3), sentinel: await freePorts(3), proxy: await freePorts(3) };
  const file = join(folder, "Pulumi.local.yaml");
  const settings = parseDocument(readFileSync(file, "utf8"));
  settings.setIn([...instancePlace, "network", "port"], ports.redis);
  settings.setIn([...instancePlace, "network", "sentinelPort"], ports.sentinel);
  const own = { port: ports.proxy, readPort: ports.proxy + 1, healthPort: ports.proxy + 2 };
  for (const [name, port] of Object.entries(own)) settings.setIn([...instancePlace, "proxy", name], port);
  change(settings, instancePlace);
  writeFileSync(file, settings.toString());
  return ports;
}
