import { join } from "node:path";
import { cacheFolder } from "../../../cli/install/cache-folder";
import type { Program } from "../../../cli/install/packages";
import type { Report } from "../../../cli/terminal/steps";
import type { Launch } from "../program";

/** How a client is started. */
type LaunchOf = (client: string) => Launch;

/** What the programs of a language need. */
export interface Toolchain {
  /** Installed by the machine's package manager where they are missing. */
  programs: readonly Program[];
  /** Fetches and builds what is not there yet; tells how a client of this language is started. */
  prepare: (report: Report) => LaunchOf | Promise<LaunchOf>;
}

/** The folder of a language's programs. */
export const sourcesOf = (language: string) => join(__dirname, "..", language);

/** What is built of them, once for all clones of this user. */
export const builtFolder = (language: string) => join(cacheFolder(), "clients", language);
