import type { Instance, InstanceSecrets, UserName } from "../../configs";
import { applicationUsers, otherLoginOf, passwordIn, passwordPath } from "../../configs";
import type { NewSecrets } from "../pulumi/secrets";
import { randomPassword } from "./passwords";

/** What is changed by one step of a rotation; paths are those under the instance in `redis-cache:secrets`. */
export interface RotationChange {
  write?: NewSecrets;
  remove?: string[];
  /** The name by which applications log in, for setting `secrets.appUser` or `users.NAME.login`. */
  login?: string;
}

/**
 * One of the three steps of a rotation. Each is a change of its own, which is deployed before the next; which one is
 * next is told by settings and secrets alone, so that an interruption anywhere costs nothing.
 */
export interface RotationStep extends RotationChange {
  number: 1 | 2 | 3;
  /**
   * Whom the nodes must know by which password, or who must not be logged in any more, before this step may be made.
   */
  requires?: { login: string; knows: string } | { login: string; first: string } | { login: string; unused: true };
}

/** The next step for a user. */
export function nextStep(user: string, settings: Instance, secrets: Partial<InstanceSecrets>): RotationStep {
  return applicationUsers(settings).includes(user)
    ? applicationStep(user, settings, secrets)
    : nodeStep(user as NodeUser, secrets);
}

type NodeUser = Exclude<UserName, "app">;

/** The two names of an application's user alternate, so that the nodes can tell who still uses the old one. */
function applicationStep(user: string, settings: Instance, secrets: Partial<InstanceSecrets>): RotationStep {
  const other = otherLoginOf(settings, user);
  const mark = `rotating.${user}`;
  const towards = secrets.rotating?.[user];
  if (towards === undefined) return { number: 1, write: { [passwordPath(other)]: randomPassword(), [mark]: other } };
  if (towards === other) {
    return { number: 2, requires: { login: other, knows: passwordIn(secrets, other) ?? "" }, login: other };
  }
  return { number: 3, requires: { login: other, unused: true }, remove: [passwordPath(other), mark] };
}

/** A user of the nodes has two passwords meanwhile; they log in with the first. */
function nodeStep(user: NodeUser, secrets: Partial<InstanceSecrets>): RotationStep {
  const [kept, mark] = [`other.${user}`, `rotating.${user}`];
  const [current = "", other = ""] = [secrets[user], secrets.other?.[user]];
  const reached = secrets.rotating?.[user];
  if (reached === undefined) return { number: 1, write: { [kept]: randomPassword(), [mark]: "offered" } };
  if (reached === "offered") {
    const write = { [user]: other, [kept]: current, [mark]: "used" };
    return { number: 2, requires: { login: user, knows: other }, write };
  }
  return { number: 3, requires: { login: user, first: current }, remove: [kept, mark] };
}
