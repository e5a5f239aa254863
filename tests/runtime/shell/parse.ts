/** What a shell script does, in the order of its text: as much of the language as the scripts of `runtime/` use. */
export type Action = (
  { kind: "call"; name: string; words: string[] } | { kind: "read" | "assign" | "local"; name: string }
) & {
  /** Within `$(...)`: what is set there is gone after it. */
  substituted?: boolean;
  /** `${name:-...}`: may be read without a value. */
  guarded?: boolean;
};

export interface Script {
  /** Files that it loads, in order. */
  loads: string[];
  functions: Map<string, Action[]>;
  /** What it does outside of its functions. */
  body: Action[];
}

const keywords = new Set(["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "!"]);
const name = /^[A-Za-z_]\w*/;

export function parseScript(text: string): Script {
  const parser = new Parser(text);
  parser.commands(")");
  return { loads: parser.loads, functions: parser.functions, body: parser.actions };
}

class Parser {
  actions: Action[] = [];
  readonly functions = new Map<string, Action[]>();
  readonly loads: string[] = [];
  private at = 0;
  private heredocs: string[] = [];

  constructor(private readonly text: string) {}

  /** Commands up to the end, or up to what closes them. */
  commands(close: ")" | "}"): void {
    let open = 0;
    let words: string[] | undefined;
    const end = () => {
      if (words) this.command(words);
      words = undefined;
    };
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at);
      const [blank] = /^(?:[ \t]|\\\n)*/.exec(rest)!;
      if (blank) {
        this.at += blank.length;
      } else if (rest.startsWith("#")) {
        this.skip(/^.*/);
      } else if (rest.startsWith("\n")) {
        end();
        this.at++;
        while (this.heredocs.length > 0) this.heredoc(this.heredocs.shift()!);
      } else if (rest.startsWith(";;")) {
        end();
        this.at += 2;
        this.pattern();
      } else if (rest.startsWith(")")) {
        end();
        this.at++;
        if (close === ")" && open === 0) return;
        open--;
      } else if (/^\d*[<>]/.test(rest)) {
        this.redirection();
      } else if (/^[;&|(]/.test(rest)) {
        end();
        this.at++;
        if (rest.startsWith("(")) open++;
      } else if (!words && /^\w+\(\) \{\n/.test(rest)) {
        this.definition();
      } else {
        const word = this.word();
        if (words) words.push(word);
        else if (word === "{") open++;
        else if (word === "}") {
          if (close === "}" && open === 0) return;
          open--;
        } else if (word === "case") {
          this.skip(/^\s+/);
          this.word();
          this.skip(/^\s+in\b/);
          this.pattern();
        } else if (word === "for") {
          this.skip(/^\s+/);
          this.assign(this.word());
          words = ["in"];
        } else if (!keywords.has(word) && !this.assignment(word)) words = [word];
      }
    }
    end();
  }

  private definition(): void {
    const outside = this.actions;
    const fn = this.word();
    this.actions = [];
    this.at += "() {".length;
    this.commands("}");
    if (this.functions.has(fn)) throw new Error(`${fn} is defined twice`);
    this.functions.set(fn, this.actions);
    this.actions = outside;
  }

  /** Of `case`, up to its `)`; or `esac`. */
  private pattern(): void {
    this.skip(/^(?:\s|#.*\n)*/);
    if (/^esac\b/.test(this.text.slice(this.at))) return;
    while (this.text[this.at] !== ")") {
      this.skip(/^[\s|(]*/);
      if (this.text[this.at] !== ")") this.word();
    }
    this.at++;
  }

  private skip(pattern: RegExp): void {
    this.at += pattern.exec(this.text.slice(this.at))?.[0].length ?? 0;
  }

  private redirection(): void {
    const rest = this.text.slice(this.at);
    const heredoc = /^<<(\w+)/.exec(rest);
    if (heredoc) {
      this.heredocs.push(heredoc[1]!);
      this.at += heredoc[0].length;
    } else {
      this.skip(/^\d*(?:>>|>&|<&|<>|>|<)[ \t]*/);
      this.word();
    }
  }

  /** Its text is expanded as between double quotes. */
  private heredoc(mark: string): void {
    const stop = new RegExp(`^${mark}$`, "m").exec(this.text.slice(this.at))!;
    const end = this.at + stop.index;
    while (this.at < end) this.character(true);
    this.at = end + mark.length;
  }

  /** Reads a word, notes what it reads, and returns its raw text without quotes around it. */
  private word(): string {
    const from = this.at;
    while (this.at < this.text.length && !/[\s;&|()<>]/.test(this.text[this.at]!)) this.character(false);
    if (this.at === from) throw new Error(`no word at: ${this.text.slice(from, from + 40)}`);
    const raw = this.text.slice(from, this.at);
    return /^"[^"$`]*"$|^'[^']*'$/.test(raw) ? raw.slice(1, -1) : raw;
  }

  /** One character, quotation or expansion. */
  private character(quoted: boolean): void {
    const next = this.text[this.at];
    if (next === "\\") this.at += 2;
    else if (next === undefined) throw new Error("the text ends within a quotation");
    else if (next === "'" && !quoted) this.skip(/^'[^']*'/);
    else if (next === '"' && !quoted) {
      this.at++;
      while (this.text[this.at] !== '"') this.character(true);
      this.at++;
    } else if (next === "$") this.expansion();
    else this.at++;
  }

  private expansion(): void {
    const rest = this.text.slice(this.at + 1);
    if (rest.startsWith("((")) {
      this.at += 3;
      this.arithmetic();
    } else if (rest.startsWith("(")) {
      this.at += 2;
      const before = this.actions.length;
      this.commands(")");
      for (const action of this.actions.slice(before)) action.substituted = true;
    } else if (rest.startsWith("{")) {
      this.at += 2;
      this.skip(/^#(?=\w)/);
      this.reads(true);
      while (this.text[this.at] !== "}") {
        if (this.text[this.at] === '"') this.at++;
        else this.character(false);
      }
      this.at++;
    } else {
      this.at++;
      this.reads();
    }
  }

  private arithmetic(): void {
    for (let open = 0; open > 0 || !this.text.startsWith("))", this.at);) {
      if (this.text[this.at] === "$") this.expansion();
      else if (name.test(this.text.slice(this.at))) this.reads();
      else {
        if (this.text[this.at] === "(") open++;
        if (this.text[this.at] === ")") open--;
        this.at++;
      }
    }
    this.at += 2;
  }

  /** The variable whose name stands here, or one like `$1`. */
  private reads(inBraces = false): void {
    const found = name.exec(this.text.slice(this.at))?.[0];
    this.at += found?.length ?? 1;
    const guarded = inBraces && /^:?[-=+]/.test(this.text.slice(this.at));
    if (found) this.actions.push({ kind: "read", name: found, guarded });
  }

  private assignment(word: string): boolean {
    const [found] = /^[A-Za-z_]\w*(?==)/.exec(word) ?? [];
    if (found) this.assign(found);
    return found !== undefined;
  }

  private assign(variable: string): void {
    this.actions.push({ kind: "assign", name: variable });
  }

  private command(words: string[]): void {
    const [command = "", ...rest] = words;
    if (command === "in") return;
    if (command === "read") {
      for (const word of rest) if (name.test(word)) this.assign(word);
    } else if (command === "local") {
      for (const word of rest) this.actions.push({ kind: "local", name: word });
    } else if (command === "export") {
      for (const word of rest) this.assignment(word);
    } else if (command === "trap" && rest[0] !== "-") {
      const handler = new Parser(rest[0]!);
      handler.commands(")");
      this.actions.push(...handler.actions);
    } else if (command === ".") {
      this.loads.push(rest[0]!.replace(/^"\$SCRIPTS_DIR\/(.+)"$/, "$1"));
    } else if (command === "eval") {
      this.assignment(rest[0]!.replace(/^"/, ""));
    }
    this.actions.push({ kind: "call", name: command, words: rest });
  }
}
