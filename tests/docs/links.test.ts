import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pages, root, textOf } from "../support/repository";

interface Link {
  from: string;
  to: string;
}

/** Links of a page to files of the repository. */
const links: Link[] = pages().flatMap((from) =>
  [...withoutCode(textOf(from)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, to]) => ({ from, to: to! })),
);

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "code");
}

/** As GitHub makes them: lower case, without punctuation, hyphens for spaces. */
function anchorsOf(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );
}

test("every link leads to a file, and to a heading that is in it", () => {
  const broken = links.filter(({ from, to }) => {
    const [file, anchor] = to.split("#");
    const path = file ? join(dirname(from), file) : from;
    if (!existsSync(join(root, path))) return true;
    return anchor !== undefined && !anchorsOf(path).includes(anchor);
  });
  expect(links.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

test("the index of the documentation names every page of it", () => {
  const indexed = links
    .filter(({ from }) => from === "docs/README.md")
    .map(({ to }) => join("docs", to.split("#")[0]!));
  const written = pages().filter((path) => path.startsWith("docs/") && path !== "docs/README.md");
  expect(written.filter((path) => !indexed.includes(path))).toEqual([]);
});
