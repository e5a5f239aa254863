import { closest } from "fastest-levenshtein";
import {
  checkDirective,
  checkSentinelDirective,
  directive,
  directiveNames,
  isIgnored,
  isKnownServer,
  sentinelOption,
} from "../directives";
import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import { settingOf, settingOfSentinel } from "../directives/settings";
import { byToolkit, perNode } from "../directives/owned";
import { rule } from "./rule";

type Server = Instance["server"];
type Value = Instance["extra"]["redis"][string];

const redis = rule(["server", "extra.redis"], ({ server, extra }) =>
  entriesFor(server, extra.redis).flatMap(([name, value]) => {
    const finding = { property: `extra.redis.${name}`, value };
    return owned(mainName(server, name), settingOf, finding) ?? refusedDirective(server, name, value, finding);
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

export const extraRules = [redis, sentinel];

export const extraWarnings = [ignoredDirectives];

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
  const names = settings[name];
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
  const reason = byToolkit[name];
  return reason === undefined
    ? undefined
    : { ...finding, reason: `the toolkit decides it: ${reason}`, fix: "remove it" };
}

function refusedDirective(server: Server, name: string, value: Value, finding: Found): Finding[] {
  const reason = checkDirective(server, name, value);
  if (reason === undefined) return [];
  return [{ ...finding, reason, fix: directive(server, name) ? "change the value" : nearest(server, name) }];
}

function refusedOption(server: Server, name: string, value: Value, finding: Found): Finding[] {
  const reason = checkSentinelDirective(server, name, value);
  if (reason === undefined) return [];
  const known = sentinelOption(server, name) ?? directive(server, name);
  return [{ ...finding, reason, fix: known ? "change the value" : nearest(server, name) }];
}

function nearest(server: Server, name: string): string {
  return `write ${closest(name, directiveNames(server))}, the nearest known directive, or remove it`;
}
