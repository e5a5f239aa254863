import type { z } from "zod";
import { group } from "../schema/fields";
import { annotations } from "./annotations";
import { autoscaling } from "./autoscaling";
import { backup } from "./backup";
import { bootstrap } from "./bootstrap";
import { cpu } from "./cpu";
import { exporter } from "./exporter";
import { extra } from "./extra";
import { labels } from "./labels";
import { master } from "./master";
import { memory } from "./memory";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { persistence } from "./persistence";
import { pods } from "./pods";
import { preset } from "./preset";
import { proxy } from "./proxy";
import { replicas } from "./replicas";
import { restore } from "./restore";
import { secrets } from "./secrets";
import { sentinel } from "./sentinel";
import { server } from "./server";
import { stop } from "./stop";
import { storage } from "./storage";
import { tls } from "./tls";
import { topology } from "./topology";
import { users } from "./users";

export const instanceSchema = group(
  {
    preset,
    server: server.prefault({}),
    topology,
    master: master.prefault({}),
    replicas: replicas.prefault({}),
    sentinel: sentinel.prefault({}),
    memory: memory.prefault({}),
    persistence: persistence.prefault({}),
    network: network.prefault({}),
    tls: tls.prefault({}),
    secrets: secrets.prefault({}),
    users,
    storage: storage.prefault({}),
    stop: stop.prefault({}),
    cpu: cpu.prefault({}),
    pods: pods.prefault({}),
    exporter: exporter.prefault({}),
    monitoring: monitoring.prefault({}),
    proxy: proxy.prefault({}),
    autoscaling: autoscaling.optional(),
    backup: backup.optional(),
    restore: restore.optional(),
    bootstrap: bootstrap.optional(),
    labels,
    annotations,
    extra: extra.prefault({}),
  },
  { description: "A Redis: a master, its replicas and their Sentinels." },
);

/** What a user may write for an instance. */
export type InstanceInput = z.input<typeof instanceSchema>;

/** After the schema's defaults, before those that are computed. */
export type ParsedInstance = z.output<typeof instanceSchema>;

type Filled<T, K extends keyof T> = T & Required<Pick<T, K>>;
type Memory = ParsedInstance["memory"];
type Backup = NonNullable<ParsedInstance["backup"]>;

/** An instance with every default filled in. */
export type Instance = ParsedInstance & {
  server: Filled<ParsedInstance["server"], "engine" | "version" | "image">;
  master: Filled<ParsedInstance["master"], "minReplicasToWrite" | "maxLag">;
  replicas: Filled<ParsedInstance["replicas"], "max">;
  sentinel: Filled<ParsedInstance["sentinel"], "quorum">;
  proxy: Filled<ParsedInstance["proxy"], "port" | "readPort" | "maxConnections" | "memory" | "image">;
  memory: Filled<Memory, "activeDefrag"> & { reserves: Required<Memory["reserves"]> };
  backup?: Filled<Backup, "checksums" | "encryption"> & { job: Filled<Backup["job"], "volume"> };
};
