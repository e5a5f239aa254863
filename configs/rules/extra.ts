import {
  checkDirective,
  checkSentinelDirective,
  directive,
  directiveNames,
  isIgnored,
  isKnownServer,
  sentinelOption,
} from "../directives";
import type { DirectiveFact } from "../directives/facts";
import { parseWhole, textFor } from "../directives/values";
import { millicores } from "../schema/units";
import type { Finding } from "../schema/errors";
import { switchOf } from "../schema/fixes";
import { nearestName } from "../schema/nearest";
import type { Instance } from "../settings/instance";
import { settingOf, settingOfSentinel } from "../directives/settings";
import { byToolkit, perNode } from "../directives/owned";
import { directivesTogether } from "./extra-together";
import { rule } from "./rule";
import { own } from "../directives/own";

type Server = Instance["server"];
type Value = Instance["extra"]["redis"][string];

const redis = rule(["server", "extra.redis"], ({ server, extra }) =>
  entriesFor(server, extra.redis).flatMap(([name, value]) => {
    const finding = { property: `extra.redis.${name}`, value };
    return owned(mainName(server, name), settingOf, finding) ?? refusedDirective(server, name, value, finding);
  }),
);

/** Redis does not look at upper and lower case, so that one of them would win. */
const writtenOnce = rule(["extra"], ({ extra }): Finding[] =>
  (["redis", "sentinel"] as const).flatMap((file) => {
    const names = Object.keys(extra[file]);
    return names.flatMap((name, i) => {
      const other = names.slice(0, i).find((earlier) => earlier.toLowerCase() === name.toLowerCase());
      if (other === undefined) return [];
      const reason = `is written as ${other} too, which is the same directive`;
      return [{ property: `extra.${file}.${name}`, value: extra[file][name], reason, fix: "remove one of the two" }];
    });
  }),
);

const sentinel = rule(["server", "extra.sentinel"], ({ server, extra }) =>
  entriesFor(server, extra.sentinel).flatMap(([name, value]) => {
    const finding = { property: `extra.sentinel.${name}`, value };
    return owned(mainName(server, name), settingOfSentinel, finding) ?? refusedOption(server, name, value, finding);
  }),
);

const ignoredDirectives = rule([], ({ server, extra }) =>
  Object.entries(extra.redis)
    .filter(([name]) => isIgnored(server, name))
    .map(([name, value]) => ({
      property: `extra.redis.${name}`,
      value,
      reason: `${server.engine} ${server.version} accepts this directive in a file and does nothing with it`,
      fix: "remove it",
    })),
);

/** A thread that gets no processor keeps the others waiting. */
const threadsWithinLimit = rule([], ({ extra, cpu: { limit } }, { platform }) => {
  const threads = Number(textFor(extra.redis, "io-threads") ?? 1);
  const cores = Math.max(1, Math.ceil(millicores(limit) / 1000));
  return (
    platform !== "local" &&
    threads > cores && {
      property: "extra.redis.io-threads",
      value: threads,
      reason: `more threads than cpu.limit (${limit}) lets run at a time: they wait for each other`,
      fix: `write ${cores} or less, or a cpu.limit of "${threads}"`,
    }
  );
});

export const extraRules = [redis, sentinel, writtenOnce, ...directivesTogether];

export const extraWarnings = [ignoredDirectives, threadsWithinLimit];

/** Nothing can be said about the directives of a version that the facts do not cover; another rule refuses it. */
function entriesFor(server: Server, directives: Record<string, Value>): [string, Value][] {
  return isKnownServer(server) ? Object.entries(directives) : [];
}

type Found = Pick<Finding, "property" | "value">;

/** Aliases count as what they stand for. */
function mainName(server: Server, name: string): string {
  return directive(server, name)?.name ?? name.toLowerCase();
}

function owned(name: string, settings: Record<string, string[]>, finding: Found): Finding | undefined {
  const names = own(settings, name);
  if (names !== undefined) {
    return {
      ...finding,
      reason: "a setting stands for this directive",
      fix: `remove it, and write ${names.join(" or ")}`,
    };
  }
  if (perNode.includes(name)) {
    return { ...finding, reason: "its value differs from node to node: the start script writes it", fix: "remove it" };
  }
  const reason = own(byToolkit, name);
  return reason === undefined
    ? undefined
    : { ...finding, reason: `the toolkit decides it: ${reason}`, fix: "remove it" };
}

function refusedDirective(server: Server, name: string, value: Value, finding: Found): Finding[] {
  const reason = checkDirective(server, name, value);
  if (reason === undefined) return [];
  const known = directive(server, name);
  return [{ ...finding, reason, fix: known ? fixOfValue(known, String(value)) : nearest(server, name) }];
}

function fixOfValue({ type, enum: words = [], min, max }: DirectiveFact, value: string): string {
  const number = parseWhole(value);
  if (type === "bool" && switchOf(value) !== undefined) return `write ${switchOf(value) ? "yes" : "no"}`;
  const near = nearestName(value, words);
  if (near !== undefined) return `write ${near}`;
  if (number !== undefined && min !== undefined && number < min) return `write ${min} or more, or remove it`;
  if (number !== undefined && max !== undefined && number > max) return `write ${max} or less, or remove it`;
  return "change the value, or remove it";
}

function refusedOption(server: Server, name: string, value: Value, finding: Found): Finding[] {
  const reason = checkSentinelDirective(server, name, value);
  if (reason === undefined) return [];
  const known = sentinelOption(server, name) ?? directive(server, name);
  return [{ ...finding, reason, fix: known ? "change the value, or remove it" : nearest(server, name) }];
}

function nearest(server: Server, name: string): string {
  const near = nearestName(name, directiveNames(server));
  return near === undefined ? "remove it" : `write ${near}, the nearest known directive, or remove it`;
}
