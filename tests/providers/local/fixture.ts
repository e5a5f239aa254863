import { join } from "node:path";
import { type NodeInputs } from "../../../providers/local/inputs";
import { installedServer } from "../../../providers/local/installed";
import { scriptsChecksum, scriptsIn } from "../../../runtime";

export const password = "correct-horse-battery-staple";

const folder = join(__dirname, "scripts");
const scripts = { folder, checksum: scriptsChecksum(scriptsIn(folder)) };

/** Inputs of a node that the installed server can run. */
export function nodeInputs(place: { directory: string; port: number }, changes: Partial<NodeInputs> = {}): NodeInputs {
  const { engine, version } = installedServer()!;
  return {
    node: "cache-master-0",
    kind: "redis",
    host: "127.0.0.1",
    ...place,
    config: { "redis.conf": 'maxmemory 10mb\nsave ""\n', "instance.env": `PORT=${place.port}\n` },
    secrets: { ops: password },
    tls: {},
    scripts,
    restartChecksum: "first",
    server: { engine, version },
    keepData: false,
    stopGrace: 5000,
    ...changes,
  };
}
