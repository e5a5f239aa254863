import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets } from "../configs";

/** What each component of an instance takes. */
export interface InstanceArgs {
  /** The instance, as `instanceContext` makes it: plain data, which decides the shape. */
  context: InstanceContext;
  /** Passwords of the users and, with TLS, certificates. */
  secrets: pulumi.Input<InstanceSecrets>;
  /** Folder of the nodes' folders, an absolute path; only for platform `local`. */
  localDirectory?: string;
}
