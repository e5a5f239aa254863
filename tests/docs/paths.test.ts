import { pages, repositoryFiles, textOf } from "../support/repository";

const files = repositoryFiles();
const folders = new Set(
  files.flatMap((file) =>
    file
      .split("/")
      .slice(0, -1)
      .map((_, i, parts) => parts.slice(0, i + 1).join("/")),
  ),
);
const names = new Set(files.map((file) => file.split("/").at(-1)!));
const topFolders = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]!));

/**
 * Code within the text of the pages that is a path of the repository, or the name of a file that is written by hand.
 */
const paths = pages().flatMap((page) =>
  codeSpans(page)
    .filter((code) => isPath(code) || /^[\w-]+\.(sh|ts|yml)$/.test(code))
    .map((path) => ({ page, path })),
);

function codeSpans(page: string): string[] {
  const text = textOf(page).replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

function isPath(code: string): boolean {
  return /^[\w.*-]+(\/[\w.*-]*)+$/.test(code) && topFolders.has(code.split("/")[0]!);
}

/** `*` stands for a part of a name; so do KEY and N, where a page says how something is to be called. */
function exists(path: string): boolean {
  const plain = path.replace(/\/$/, "");
  if (names.has(plain) || folders.has(plain)) return true;
  const pattern = plain.replace(/[.]/g, "\\$&").replace(/\bKEY\b|\*|(?<=-)N(?=-)/g, "[^/]+");
  return files.some((file) => new RegExp(`^${pattern}$`).test(file));
}

test("every path that a page names is there", () => {
  expect(paths.length).toBeGreaterThan(60);
  expect(paths.filter(({ path }) => !exists(path))).toEqual([]);
});
