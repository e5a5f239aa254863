import { isDeepStrictEqual } from "node:util";
import type { Instance } from "../../configs";
import { applicationUsers } from "../../configs";
import type { RiskRule } from "./risk";

type User = Instance["users"][string];

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
const rightsTaken: RiskRule = ({ users: from }, { users: to }) => {
  const fewer = Object.keys(from).filter((user) => to[user] && mayLose(from[user]!, to[user]));
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

function mayLose(from: User, to: User): boolean {
  const given = (["keys", "readKeys", "writeKeys", "channels", "commands"] as const).filter(
    (key) => !isDeepStrictEqual(from[key], to[key]) && !holdsAll(from[key], to[key]),
  );
  return given.length > 0 || (to.readOnly && !from.readOnly) || !holdsAll(from.grants, to.grants);
}

/** Nothing written is all that there is. */
function holdsAll(from: readonly string[] | undefined, to: readonly string[] | undefined): boolean {
  if (to === undefined || to.includes("*")) return true;
  return from !== undefined && from.every((one) => to.includes(one)) && !to.some((one) => one.startsWith("-"));
}

export const usersRisks = [usersGone, rightsTaken];
