import type { Instance } from "../../configs";
import { everyChannel } from "../../configs/acl/channels";
import { hasFineRules } from "../../configs/acl/facts";
import { applicationUsers } from "../../configs";
import { applicationRights } from "../../configs/render/user-rights";
import { hearsLess } from "../closed-clients";
import type { RiskRule } from "./risk";

const source = "docs/secrets.md";

/** An application whose user is gone loses its connections at once. */
const usersGone: RiskRule = (base, head) => {
  const kept = applicationUsers(head);
  const gone = applicationUsers(base).filter((user) => !kept.includes(user));
  return gone.length === 0
    ? undefined
    : {
        setting: "users",
        reason: `${gone.join(", ")}: who is logged in by it loses the connection at once, and every login is refused`,
        fix: "let its applications log in by another user first; `CLIENT LIST` shows who is left",
        source,
        loses: false,
      };
};

/** Rights that change may be fewer: what the server takes of them no comparison of texts tells. */
const rightsTaken: RiskRule = (base, head) => {
  const kept = applicationUsers(head);
  const fewer = applicationUsers(base).filter(
    (user) =>
      kept.includes(user) && (losesChannel(base, head, user) || mayLose(rightsOf(base, user), rightsOf(head, user))),
  );
  return fewer.length === 0
    ? undefined
    : {
        setting: "users",
        reason: `${fewer.join(", ")}: what its applications may no longer do is refused (NOPERM) as soon as it is live`,
        fix: "look at what they ask before: `ACL LOG` of each node shows denials",
        source,
        loses: false,
      };
};

/** `app` has its rights whether it is written or not. */
function rightsOf({ server, users }: Instance, user: string): string[] {
  return applicationRights(server, users[user]);
}

function mayLose(from: readonly string[], to: readonly string[]): boolean {
  const less = [/^(~|%RW?~)/, /^(~|%R?W~)/].some((mark) => losesPattern(patternsOf(from, mark), patternsOf(to, mark)));
  return less || losesCommand(from, to);
}

/** On 6.2, whose users with all channels may not subscribe to patterns, the rules themselves are compared. */
function losesChannel(base: Instance, head: Instance, user: string): boolean {
  if (!hasFineRules(head.server)) return hearsLess(rightsOf(base, user).join(" "), rightsOf(head, user).join(" "));
  const [from, to] = [base, head].map(({ users }) => users[user]?.channels ?? [everyChannel]);
  return losesPattern(from!, to!);
}

/** Of the keys that it may read, or write. */
function patternsOf(rights: readonly string[], mark: RegExp): string[] {
  return rights.filter((rule) => mark.test(rule)).map((rule) => rule.replace(mark, ""));
}

function losesPattern(from: readonly string[], to: readonly string[]): boolean {
  return !to.includes("*") && from.some((pattern) => !to.includes(pattern));
}

/** With all commands, only what is taken away again counts, and what is given back after that. */
function losesCommand(from: readonly string[], to: readonly string[]): boolean {
  const missing = (rules: readonly string[], others: readonly string[]) => rules.some((rule) => !others.includes(rule));
  const exceptions = from.slice(from.findIndex((rule) => rule.startsWith("-")));
  const given = (to.includes("+@all") ? exceptions : from).filter((rule) => rule.startsWith("+"));
  return (
    missing(given, to) ||
    missing(
      to.filter((rule) => rule.startsWith("-")),
      from,
    )
  );
}

export const usersRisks = [usersGone, rightsTaken];
