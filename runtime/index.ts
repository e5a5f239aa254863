import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The scripts that run inside every node: file name to text. The folders are for readers; on a node all lie in one. */
export function runtimeScripts(): Record<string, string> {
  return (known ??= scriptsIn(__dirname));
}

let known: Record<string, string> | undefined;

/** The programs of a proxy have their scripts in folders of their own. */
const ofProxy = {
  haproxy: join(__dirname, "proxy"),
  envoy: join(__dirname, "proxy/envoy"),
  twemproxy: join(__dirname, "proxy/twemproxy"),
};

/** What a proxy's process needs; nodes do not have it, so that a change of it starts none of them again. */
export function proxyScripts(kind: keyof typeof ofProxy): Record<string, string> {
  return scriptsIn(ofProxy[kind]);
}

/** What watches the nodes of this machine has scripts of its own too. */
const ofMonitoring = join(__dirname, "monitoring");

/**
 * A folder of scripts, and a checksum of what is in it. Pulumi writes its whole state after each step: with the texts
 * of all scripts in the inputs of every node that grows with the square of their number.
 */
export interface ScriptsFolder {
  folder: string;
  checksum: string;
}

/** Where those of {@link runtimeScripts} are. */
export function runtimeFolder(): ScriptsFolder {
  return { folder: __dirname, checksum: scriptsChecksum(runtimeScripts()) };
}

/** Where those of {@link proxyScripts} are. */
export function proxyFolder(kind: keyof typeof ofProxy): ScriptsFolder {
  return { folder: ofProxy[kind], checksum: scriptsChecksum(proxyScripts(kind)) };
}

/** Where those of the exporter, Prometheus and Alertmanager are. */
export function monitoringFolder(): ScriptsFolder {
  return { folder: ofMonitoring, checksum: scriptsChecksum(scriptsIn(ofMonitoring)) };
}

export function scriptsChecksum(scripts: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(scripts).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

export function scriptsIn(folder: string): Record<string, string> {
  const scripts: Record<string, string> = {};
  for (const path of scriptPaths(folder)) {
    const name = basename(path);
    if (name in scripts) throw new Error(`two scripts are named ${name}; on a node all lie in one folder`);
    scripts[name] = readFileSync(join(folder, path), "utf8");
  }
  return scripts;
}

/** Below the folder, in the order of their names. */
export function scriptPaths(folder = __dirname): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const own = all.filter(
    (path) => /\.(sh|lua)$/.test(path) && !/^(proxy|envoy|follow|twemproxy|monitoring)\//.test(path),
  );
  const paths = [...own, ...(partsOfNodes[basename(folder)] ?? [])];
  return paths.sort((one, other) => (basename(one) < basename(other) ? -1 : 1));
}

/** What follows the Sentinels for a proxy that is a program of its own. */
const following = [
  ...["clock", "log", "secrets"].map((name) => `../../base/${name}.sh`),
  ...["entries", "follower", "seen", "watch"].map((name) => `../follow/${name}.sh`),
];

/** Those of the nodes' own that the scripts beside them load, by their folder. */
const partsOfNodes: Record<string, string[]> = {
  proxy: ["../base/log.sh"],
  envoy: following,
  twemproxy: following,
  monitoring: ["../base/log.sh", "../base/secrets.sh", "../config/exporter-file.sh"],
};
