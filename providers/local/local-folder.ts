import * as pulumi from "@pulumi/pulumi";
import type { FolderInputs } from "./text-folder";

/** Inputs of {@link LocalFolder}. */
export type LocalFolderArgs = { [Name in keyof FolderInputs]: pulumi.Input<FolderInputs[Name]> };

/**
 * A folder of this machine with text files, which containers mount: a changed file reaches those that run.
 *
 * `Pulumi.yaml` must name the folder of its provider under `plugins.providers`.
 */
export class LocalFolder extends pulumi.CustomResource {
  /** Absolute path of the folder. */
  declare readonly directory: pulumi.Output<string>;

  constructor(name: string, args: LocalFolderArgs, opts?: pulumi.CustomResourceOptions) {
    super(folderType, name, { ...args }, opts);
  }
}

export const folderType = "redis-local:index:Folder";
