const escapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x07": "\\a", "\b": "\\b" };
const unescapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" };

/** The word as a configuration file holds it: bare where that is read back the same, else in double quotes. */
export function quoteArg(word: string): string {
  return /^[^\s"'\x00-\x1f\x7f]+$/.test(word) ? word : `"${[...word].map(escapeCharacter).join("")}"`;
}

/** The words of a line by the rules of Redis (sdssplitargs); undefined where quotes are not closed. */
export function splitArgs(line: string): string[] | undefined {
  const list: string[] = [];
  let rest = line.trimStart();
  while (rest !== "") {
    const word = readWord(rest);
    if (!word) return undefined;
    list.push(word.text);
    rest = rest.slice(word.length).trimStart();
  }
  return list;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const escape = escapes[character];
  if (escape) return escape;
  return /[\x00-\x1f\x7f]/.test(character) ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}` : character;
}

interface Word {
  text: string;
  /** Characters of the line that it takes. */
  length: number;
}

/** Quotes may open inside a word, but a blank or the end of the line must follow the closing one. */
function readWord(line: string): Word | undefined {
  const [bare = ""] = /^[^\s"']*/.exec(line) ?? [];
  const quote = line[bare.length];
  if (quote !== '"' && quote !== "'") return { text: bare, length: bare.length };

  const [quoted] =
    (quote === '"' ? /^"(?:[^"\\]|\\.)*"(?=\s|$)/s : /^'(?:[^'\\]|\\.)*'(?=\s|$)/s).exec(line.slice(bare.length)) ?? [];
  if (quoted === undefined) return undefined;
  const inner = quoted.slice(1, -1);
  return {
    text: bare + (quote === '"' ? unescapeDouble(inner) : unescapeSingle(inner)),
    length: bare.length + quoted.length,
  };
}

function unescapeDouble(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (unescapes[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function unescapeSingle(text: string): string {
  return text.replaceAll("\\'", "'");
}
