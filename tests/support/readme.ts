import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of README.md. */
export const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");

/** The commands that a section shows, in their order. */
export function commandsUnder(heading: string): string[] {
  return blocksUnder(heading, "sh").flatMap((block) => block.trim().split("\n"));
}

/** The blocks of a language that a section shows. */
export function blocksUnder(heading: string, language: string): string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!;
  return [...section.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``, "g"))].map(([, block]) => block!);
}
