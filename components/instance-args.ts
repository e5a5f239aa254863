import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets, MonitoringKind } from "../configs";
import { type InstanceFiles, renderInstance, restartChecksum } from "../configs/render";
import type { ExporterSidecar } from "./exporter-sidecar";

/** What containers of an instance share in the Docker engine. */
export interface EngineShare {
  /** Name of the network. */
  network: pulumi.Input<string>;
  /** Id of each image, by its name. */
  images: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What each component of an instance takes. */
export interface InstanceArgs {
  /** The instance, as `instanceContext` makes it: plain data, which decides the shape. */
  context: InstanceContext;
  /**
   * Files of its nodes, as `renderInstance` makes them.
   * @default rendered from `context`
   */
  files?: InstanceFiles;
  /**
   * Passwords of the users and, with TLS, certificates; only for platforms `local` and `docker`, whose
   * nodes have no store of secrets.
   */
  secrets?: pulumi.Input<Partial<InstanceSecrets>>;
  /** Folder of the nodes' folders, an absolute path; only for platforms `local` and `docker`. */
  localDirectory?: string;
  /** What containers share, as {@link RedisCache} makes it; only for platform `docker`. */
  engine?: EngineShare;
  /**
   * The exporter that stands in each pod; only for platform `kubernetes`.
   * @default none
   */
  exporter?: ExporterSidecar;
}

/** What the nodes of a kind read, and a checksum of what of it takes effect on restart. */
export function filesOfKind(
  { context, files = renderInstance(context) }: InstanceArgs,
  kind: "redis" | "sentinel" | "backup" | "proxy" | MonitoringKind,
) {
  const own = files[kind]!;
  return { files: own, restartChecksum: restartChecksum(context.settings.server, own, files.directives) };
}
