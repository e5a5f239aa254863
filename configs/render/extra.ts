import type { DirectiveValue, ServerVersion } from "../directives";
import { directive, sentinelOption, valueLines } from "../directives";
import { splitArgs } from "../directives/quoting";
import type { Directive, Section } from "./conf-format";

/** Leaves out what this version does not know. */
export function knownOnly(server: ServerVersion, sections: readonly Section[]): Section[] {
  return sections.map(({ title, directives }) => ({
    title,
    directives: directives.filter(({ name, args }) =>
      name === "sentinel" ? sentinelOption(server, args[0] ?? "") : directive(server, name),
    ),
  }));
}

/** Puts the extra directives into a section of their own; they take the place of lines of the same name. */
export function withExtra(server: ServerVersion, sections: readonly Section[], extra: readonly Directive[]): Section[] {
  return [...without(server, sections, extra), { title: "extra", directives: [...extra] }];
}

/** Leaves out the lines whose directive, under whatever name, is among the extra ones. */
export function without(server: ServerVersion, sections: readonly Section[], extra: readonly Directive[]): Section[] {
  const taken = new Set(extra.map((line) => key(server, line)));
  return sections.map(({ title, directives }) => ({
    title,
    directives: directives.filter((line) => !taken.has(key(server, line))),
  }));
}

/** The lines of extra directives of a server: words as written where the directive takes several, else one. */
export function extraDirectives(server: ServerVersion, extra: Readonly<Record<string, DirectiveValue>>): Directive[] {
  return Object.entries(extra).flatMap(([name, value]) =>
    valueLines(value).flatMap((text) => classLines({ name, args: lineWords(server, name, text) })),
  );
}

/** Limits of output buffers, from 7.0 on several classes in one line: a line for each. */
function classLines({ name, args }: Directive): Directive[] {
  if (name !== outputBufferLimit) return [{ name, args }];
  return args.flatMap((kind, i) => {
    const limits = args.slice(i + 1, i + 4);
    return i % 4 === 0 ? [{ name, args: [kind === "slave" ? "replica" : kind, ...limits] }] : [];
  });
}

/** The lines of extra options of Sentinel; what is no option of Sentinel is a directive of the server. */
export function extraSentinelDirectives(
  server: ServerVersion,
  masterName: string,
  extra: Readonly<Record<string, DirectiveValue>>,
): Directive[] {
  return Object.entries(extra).flatMap(([name, value]) => {
    const option = sentinelOption(server, name);
    if (!option?.file) return extraDirectives(server, { [name]: value });
    const target = option.scope === "master" ? [masterName] : [];
    return valueLines(value).map((text) => ({
      name: "sentinel",
      args: [option.name, ...target, ...optionWords(option.type, text)],
    }));
  });
}

function lineWords(server: ServerVersion, name: string, text: string): string[] {
  const fact = directive(server, name);
  const severalWords = fact?.multiArg || fact?.type === "special" || fact?.type === "file";
  return severalWords ? splitWords(text) : [text];
}

function optionWords(type: string, text: string): string[] {
  return type.includes(" ") ? splitWords(text) : [text];
}

/** No words mean the empty value, which is written "". */
function splitWords(text: string): string[] {
  const list = splitArgs(text) ?? [text];
  return list.length === 0 ? [""] : list;
}

/** One name for a directive and its aliases; for Sentinel the option counts. */
function key(server: ServerVersion, { name, args }: Directive): string {
  // A running server keeps the limits of a class that its files no longer name.
  if (name === "sentinel" || name === outputBufferLimit) return `${name} ${args[0]}`;
  return directive(server, name)?.name ?? name;
}

const outputBufferLimit = "client-output-buffer-limit";
