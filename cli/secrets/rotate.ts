import { readFileSync, writeFileSync } from "node:fs";
import { isAlias, isMap } from "yaml";
import type { Instance, StackSettings } from "../../configs";
import { allUsers, applicationUsers } from "../../configs";
import { UserError } from "../terminal/errors";
import type { DeployedInstance } from "../health/deployed";
import type { Report } from "../terminal/steps";
import { parsePulumiYaml } from "../project/yaml";
import { configNamespace } from "../../configs/settings/stack";
import type { StackFile } from "../project/stack-file";
import { metWithin } from "../process/wait";
import type { Workspace } from "../pulumi/workspace";
import { notReady } from "./known-passwords";
import { nextStep, type RotationStep } from "./rotation";
import { readSecrets, removeSecrets, writeSecrets } from "../pulumi/secrets";

/** What `secrets rotate` did for one instance. */
export interface Rotated {
  instance: string;
  user: string;
  /** Of three. */
  step: RotationStep["number"];
  /** The setting that has the name by which applications log in; only of their users. */
  loginSetting?: string;
}

export interface Rotation {
  workspace: Workspace;
  stackFile: StackFile;
  settings: StackSettings;
  user: string;
  timeoutMs: number;
  report: Report;
}

/** Makes the next step of a rotation; waits before it until the nodes have what the one before has changed. */
export async function rotate(instance: DeployedInstance, rotation: Rotation): Promise<Rotated> {
  const { workspace, settings, user } = rotation;
  const { name } = instance;
  const own = settings.instances[name]!;
  const step = nextStep(user, own, (await readSecrets(workspace))[name] ?? {});
  const place = user === "app" ? ["secrets", "appUser"] : ["users", user, "login"];
  await ready(instance, step, rotation);
  const under = (path: string) => `${name}.${path}`;
  const written = Object.entries(step.write ?? {}).map(([path, value]) => [under(path), value] as const);
  await writeSecrets(workspace, Object.fromEntries(written));
  await removeSecrets(workspace, (step.remove ?? []).map(under));
  if (step.login) writeSetting(rotation.stackFile, [name, ...place], step.login);
  const loginSetting = applicationUsers(own).includes(user) ? place.join(".") : undefined;
  return { instance: name, user, step: step.number, loginSetting };
}

async function ready(instance: DeployedInstance, step: RotationStep, { timeoutMs, report, workspace }: Rotation) {
  let reasons: string[] = [];
  const isReady = async () => {
    reasons = await notReady(instance, step);
    report(`${instance.name}: ${reasons[0] ?? "the nodes are ready"}`);
    return reasons.length === 0;
  };
  if (await metWithin(timeoutMs, isReady, 500)) return;
  const fix =
    step.requires && "unused" in step.requires
      ? "Let these applications take the new user and password, or end them; then run this again."
      : `\`redis-cache up -s ${workspace.stack}\` deploys the step before; then run this again.`;
  throw new UserError(`Step ${step.number} of 3 has to wait:\n${reasons.join("\n")}`, fix);
}

/** Into the settings as the user has written them, comments included. */
function writeSetting({ file }: StackFile, path: string[], value: string): void {
  const settings = parsePulumiYaml(readFileSync(file, "utf8"));
  const place = ["config", `${configNamespace}:instances`, ...path];
  // An instance of defaults only may be written as no value at all.
  for (let depth = 1; depth < place.length; depth++) {
    const above = place.slice(0, depth);
    const group = settings.getIn(above, true);
    if (isAlias(group)) {
      throw new UserError(
        `${file}: ${above.join(".")} is an alias.`,
        `Write ${path.join(".")}: ${value} where it points to.`,
      );
    }
    if (!isMap(group)) settings.setIn(above, settings.createNode({}));
  }
  settings.setIn(place, value);
  writeFileSync(file, settings.toString({ lineWidth: 0 }));
}

/** Passwords that others keep are changed by others, and a user that an instance has not has none. */
export function refuseOthers(name: string, settings: Instance, user: string): void {
  const { source } = settings.secrets;
  const users = allUsers(settings);
  if (!users.includes(user)) {
    throw new UserError(`--user ${user}: instance ${name} has no such user.`, `It has: ${users.join(", ")}.`);
  }
  if (source === "config") return;
  throw new UserError(
    `${name}: its passwords come from secrets.source ${source}, where this command cannot change them.`,
    "docs/secrets.md says which entries to add, to change and to take away there, step by step.",
  );
}

/** What the step has done, for people. */
export function rotatedText(stack: string, { instance, user, step, loginSetting }: Rotated): string {
  const next =
    step === 3
      ? `Deploy it: \`redis-cache up -s ${stack}\`. That ends the rotation.`
      : `Deploy it: \`redis-cache up -s ${stack}\`. Then run this command again.`;
  const done = (loginSetting === undefined ? ofNodes : ofApplications(loginSetting))[step];
  const byHand = step === 2 ? (outside[user] ?? "") : "";
  return `${instance}, user ${user}, step ${step} of 3: ${done}\n${byHand}${next}`;
}

/** Who reads a password from elsewhere; no node can tell by which one somebody has logged in. */
const outside: Partial<Record<string, string>> = {
  proxy: "After the deployment change the password in HAProxy's own configuration.\n",
};

const ofApplications = (setting: string): Record<RotationStep["number"], string> => ({
  1: "its other name has a password and the same rights; applications do not use it yet.",
  2: `${setting} is the other name: after the deployment it is in what applications connect with.`,
  3: "nobody is logged in by the old name, whose password is removed.",
});

const ofNodes: Record<RotationStep["number"], string> = {
  1: "a second password is accepted beside the one in use.",
  2: "the second password is the one that is used from now on; the old one is still accepted.",
  3: "every node uses the new password, and the old one is removed.",
};
