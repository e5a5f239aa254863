import { chmod, rm, rmdir } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { provider } from "@pulumi/pulumi";
import { type ScriptsFolder, scriptsChecksum, scriptsIn } from "../../runtime";
import { makePrivate, readFiles, writeFiles } from "./folder";
import type { FileContents } from "./inputs";
import { isSecret, isUnknown, plain, secret } from "./values";

/** What a folder is made from; resolved inputs of `LocalFolder`. */
export interface FolderInputs {
  /** Absolute path of the folder, in which nothing else is. */
  directory: string;
  /** Text by file name. */
  files: FileContents;
  /**
   * Scripts that are in it too; their texts stay out of the state.
   * @default none
   */
  scripts?: ScriptsFolder;
}

type Properties = Record<string, unknown>;

const names = ["directory", "files", "scripts"] as const;

export function checkFolder(news: Properties): provider.CheckResult {
  const { directory, files } = plain<Partial<Record<keyof FolderInputs, unknown>>>(news);
  const failures: provider.CheckFailure[] = [
    ...(isUnknown(directory) || (typeof directory === "string" && isAbsolute(directory))
      ? []
      : [
          {
            property: "directory",
            reason: `directory = ${JSON.stringify(directory)} is no absolute path. Fix: give one.`,
          },
        ]),
    ...(isUnknown(files) || isTexts(files)
      ? []
      : [
          {
            property: "files",
            reason: "files are no texts by file name. Fix: give names of letters, digits, dots, - and _.",
          },
        ]),
  ];
  return { inputs: news, failures };
}

/** Pulumi then shows the very lines of the very file. */
export function diffFolder(olds: Properties, news: Properties): provider.DiffResult {
  const changed = names.filter((name) => isUnknown(news[name]) || differs(olds[name], news[name]));
  if (changed.length === 0) return { changes: false };
  const replaces = changed.filter((name) => name === "directory");
  return { replaces };
}

/** Others than its owner may read it, since containers run as another user; folders above it are closed to them. */
export async function writeTextFolder(news: Properties): Promise<Properties> {
  const { directory, files, scripts } = plain<FolderInputs>(news);
  await makePrivate(dirname(directory));
  await writeFiles(directory, { ...files, ...(scripts && scriptsIn(scripts.folder)) }, 0o644);
  await chmod(directory, 0o755);
  return news;
}

/** As it is on the disk; undefined where it is gone. */
export async function readTextFolder(props: Properties): Promise<Properties | undefined> {
  const { directory, files, scripts } = plain<FolderInputs>(props);
  const found = Object.entries(await readFiles(directory));
  if (found.length === 0) return undefined;
  const isOwn = ([name]: [string, string]) => scripts === undefined || name in files;
  const own = Object.fromEntries(found.filter(isOwn));
  const others = Object.fromEntries(found.filter((file) => !isOwn(file)));
  return {
    ...props,
    files: isSecret(props.files) ? secret(own) : own,
    ...(scripts && { scripts: { ...scripts, checksum: scriptsChecksum(others) } }),
  };
}

/** Removes it, and the folders above it that nothing else is in. */
export async function removeTextFolder(props: Properties): Promise<void> {
  const { directory } = plain<FolderInputs>(props);
  await rm(directory, { recursive: true, force: true });
  for (const above of [dirname(directory), dirname(dirname(directory))]) await rmdir(above).catch(() => {});
}

function differs(old: unknown, now: unknown): boolean {
  return !isDeepStrictEqual(plain(old), plain(now));
}

function isTexts(value: unknown): value is FileContents {
  const isText = ([name, text]: [string, unknown]) => /^[\w.-]*[\w-][\w.-]*$/.test(name) && typeof text === "string";
  return typeof value === "object" && value !== null && Object.entries(value).every(isText);
}
