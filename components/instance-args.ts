import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets } from "../configs";
import type { ExporterSidecar } from "./exporter-sidecar";

/** What each component of an instance takes. */
export interface InstanceArgs {
  /** The instance, as `instanceContext` makes it: plain data, which decides the shape. */
  context: InstanceContext;
  /** Passwords of the users and, with TLS, certificates; only for platform `local`, whose nodes have no store of secrets. */
  secrets?: pulumi.Input<Partial<InstanceSecrets>>;
  /** Folder of the nodes' folders, an absolute path; only for platform `local`. */
  localDirectory?: string;
  /**
   * The exporter that stands in each pod; only for platform `kubernetes`.
   * @default none
   */
  exporter?: ExporterSidecar;
}
