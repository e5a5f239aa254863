import { textOf } from "./repository";

/** A block of code that a page shows, in its section. */
interface Block {
  heading: string;
  language: string;
  text: string;
}

/** The blocks of a page, in their order. A line in a block is no heading, however it begins. */
export function blocksOf(page: string): Block[] {
  const parts = textOf(page).matchAll(/^```(\w+)\n([\s\S]+?)^```|^#+ (.+)$/gm);
  let heading = "";
  return [...parts].flatMap(([, language, text, title]) => {
    heading = title ?? heading;
    return text === undefined ? [] : [{ heading, language: language!, text }];
  });
}

/** The blocks of a language that a section of a page shows. */
export function blocksUnder(page: string, heading: string, language: string): string[] {
  const found = blocksOf(page).filter((block) => block.heading === heading && block.language === language);
  if (found.length === 0) throw new Error(`${page} shows no ${language} under ${heading}`);
  return found.map(({ text }) => text);
}

/** The commands that a section of a page shows, in their order. */
export function commandsUnder(page: string, heading: string): string[] {
  return blocksUnder(page, heading, "sh").flatMap((block) => block.trim().split("\n"));
}
