import { canLeaveOut, everyChannel, reachesSentinels } from "../acl/channels";
import { checkRule } from "../acl/check-rule";
import { hasFineRules } from "../acl/facts";
import { grantedCommands } from "../acl/grants";
import { givesWriting, undoneBy } from "../acl/undone";
import { isKnownServer } from "../directives";
import type { Finding } from "../schema/errors";
import { reservedNames, secondName } from "../secrets/users";
import type { Instance } from "../settings/instance";
import type { ApplicationUser } from "../settings/users";
import { rule } from "./rule";
import { own } from "../directives/own";

type Server = Instance["server"];

/** A finding about a part of one user. */
type Check = (user: ApplicationUser, server: Server, name: string) => Omit<Finding, "property">[];

const names = rule(["users"], ({ users }) =>
  Object.keys(users).flatMap((name): Finding[] => {
    const finding = { property: `users.${name}`, value: name };
    const reason = own(reservedNames, name);
    if (reason !== undefined) return [{ ...finding, reason, fix: "choose another name" }];
    const first = name.replace(/-b$/, "");
    if (first === name) return [];
    const second = `is the second name of a user ${first}, to which applications change over with a new password`;
    return [{ ...finding, reason: second, fix: "choose a name that does not end with -b" }];
  }),
);

/** The commands smoke, load and failover log in by it. */
const onlyGrantsForApp = rule(["users"], ({ users }) => {
  const { grants: _, ...others } = users.app ?? {};
  const written = Object.entries(others).filter(([key, value]) => !isDefault(key as keyof ApplicationUser, value));
  return written.map(([key, value]) => ({
    property: `users.app.${key}`,
    value,
    reason: "user app has these rights in full: the commands smoke, load and failover log in by it",
    fix:
      key === "login"
        ? "remove it, and write secrets.appUser"
        : "remove it, and write it for a user of another name, which applications take",
  }));
});

function isDefault(key: keyof ApplicationUser, value: unknown): boolean {
  if (key === "channels") return Array.isArray(value) && value.join() === everyChannel;
  return value === undefined || value === false;
}

const everyKey: Check = ({ keys, readKeys, writeKeys }) => {
  const all = (patterns: string[] | undefined) => patterns?.includes("*") ?? false;
  const others = [readKeys, writeKeys].filter((patterns) => patterns !== undefined);
  if (!all(keys) || (keys!.length === 1 && others.length === 0)) return [];
  const reason = "with * the other patterns say nothing, and the server refuses patterns beside it";
  return [{ value: keys, reason, fix: "remove *, or all the others" }];
};

const halfPatterns =
  (key: "readKeys" | "writeKeys"): Check =>
  (user, server) => {
    const value = user[key];
    if (value === undefined || hasFineRules(server)) return [];
    const reason = `${server.engine} ${server.version} has no such patterns`;
    const fix = key === "readKeys" ? "write keys with readOnly: true" : "write keys";
    return [{ value, reason, fix: `${fix}, or server.version "7.0" or later` }];
  };

const writesOfReader: Check = ({ readOnly, writeKeys }) =>
  readOnly && writeKeys !== undefined
    ? [{ value: writeKeys, reason: "readOnly is true, so that it writes nothing", fix: "remove one of the two" }]
    : [];

const sentinelChannels: Check = ({ channels }) => [
  ...channels
    .filter((pattern) => reachesSentinels(pattern) && !canLeaveOut(pattern))
    .map((value) => ({
      value,
      reason: "a channel of Sentinel (__sentinel__:*) matches, where one message moves the Sentinels to another master",
      fix: 'write a pattern that begins with other letters, or "*", which leaves these out',
    })),
  ...(channels.includes(everyChannel) && channels.length > 1
    ? [{ value: channels, reason: "with * the other patterns say nothing", fix: "remove *, or all the others" }]
    : []),
];

const twice: Check = ({ keys = [], readKeys = [], writeKeys = [] }) =>
  keys
    .filter((pattern) => readKeys.includes(pattern) || writeKeys.includes(pattern))
    .map((value) => ({
      ...{ value, reason: "keys gives reading and writing, and readKeys or writeKeys names it too, for one of them" },
      fix: "remove it from one of the two",
    }));

const heardByNobody: Check = ({ channels, commands = [] }) => {
  const [given] = commands.filter((value) => /^\+(@pubsub|p?subscribe|ssubscribe|s?publish)$/i.test(value));
  return channels.length > 0 || given === undefined
    ? []
    : [{ value: channels, reason: `has no channel, and commands give ${given}`, fix: "write a pattern, or remove it" }];
};

const contradictions: Check = ({ commands = [], readOnly }, server) =>
  commands.flatMap((value, i) => {
    const fix = "remove one of the two";
    if (readOnly && givesWriting(server, value)) return [{ value, reason: "readOnly is true, and this writes", fix }];
    const later = undoneBy(server, commands, i);
    return later === undefined || later.toLowerCase() === "-@all"
      ? []
      : [{ value, reason: `does nothing: ${later} behind it says the opposite`, fix }];
  });

const commands: Check = ({ commands = [] }, server) => {
  const [first] = commands;
  const refused = commands.flatMap((value) => {
    const refusal = checkRule(server, value);
    return refusal ? [{ value, ...refusal }] : [];
  });
  if (refused.length > 0 || !first?.startsWith("-")) return refused;
  const reason = "takes away what nothing before it has given";
  return [{ value: first, reason, fix: "begin with +@all, or with what it may" }];
};

const grants: Check = ({ grants, readOnly, commands = [] }, server) =>
  grants.flatMap((value) => {
    const given = grantedCommands(server, value, readOnly);
    const fix = "remove one of the two";
    if (given.length === 0) return [{ value, reason: "readOnly is true, and this writes", fix }];
    const taken = commands.find((rule) => given.some((name) => rule.toLowerCase() === `-${name}`));
    return taken === undefined ? [] : [{ value, reason: `gives what commands take away (${taken})`, fix }];
  });

const login: Check = ({ login }, _, name) =>
  login === undefined || login === name || login === secondName(name)
    ? []
    : [
        {
          value: login,
          reason: `is neither ${name} nor ${secondName(name)}, the two names that passwords change between`,
          fix: "remove it; the user's name is the key under users",
        },
      ];

const checks: [key: keyof ApplicationUser, check: Check][] = [
  ["keys", everyKey],
  ["readKeys", halfPatterns("readKeys")],
  ["writeKeys", halfPatterns("writeKeys")],
  ["writeKeys", writesOfReader],
  ["keys", twice],
  ["channels", sentinelChannels],
  ["channels", heardByNobody],
  ["commands", commands],
  ["commands", contradictions],
  ["grants", grants],
  ["login", login],
];

const rights = rule(["server", "users"], ({ server, users }) => {
  if (!isKnownServer(server)) return [];
  return Object.entries(users).flatMap(([name, user]) =>
    checks.flatMap(([key, check]) =>
      check(user, server, name).map((finding) => ({ property: `users.${name}.${key}`, ...finding })),
    ),
  );
});

export const usersRules = [names, onlyGrantsForApp, rights];
