import type { ChangeClass } from "./change-class";
import { worst } from "./change-class";
import type { ChangedSetting } from "./changed-settings";
import { changedSettings } from "./changed-settings";
import type { Capacity } from "./capacity";
import { capacityOf } from "./capacity";
import { secretSteps } from "./changed-secrets";
import { isThere, type WithSecrets, withNewLogins } from "./logins";
import { type ResourceChange, resourceChanges } from "./resource-changes";
import type { Risk } from "./risks";
import { losesData, riskOfRemoval, risksOf, risksOfPlace } from "./risks";
import type { StackState } from "./state";
import { type PlannedStep, stepsOf } from "./steps";
import { type Finding, type Instance, type StackSettings, warnings } from "../configs";

/** What a change of a stack will do, for a reviewer. */
export interface ReviewReport {
  /** Of the whole. */
  changeClass: ChangeClass;
  /** How long writes of an instance wait, in ms, where a master's role moves; the longest where several do. */
  pauseMs?: number;
  settings: ChangedSetting[];
  risks: (Risk & { instance: string })[];
  /** Settings that the change has brought, and that are probably not meant. */
  warnings: Finding[];
  steps: PlannedStep[];
  /** Objects as `kind name`; those that are left are the stack's no longer, and stay as they are. */
  resources: Record<"created" | "updated" | "deleted" | "left", string[]>;
  capacity: { from: Capacity; to: Capacity };
}

/** Compares two states of a stack. */
export function review(base: StackState, head: StackState): ReviewReport {
  const changes = resourceChanges(base.resources, head.resources);
  const names = Object.keys(base.settings.instances);
  const kept = names.filter((name) => name in head.settings.instances);
  const instanceOf = (state: StackState, name: string) => state.settings.instances[name]!;
  const risks = names.flatMap((name) =>
    (kept.includes(name)
      ? [
          ...risksOfPlace(base.settings, head.settings),
          ...risksOf(base.settings.platform, instanceOf(base, name), instanceOf(head, name), base.used?.[name]),
        ]
      : [riskOfRemoval(name)]
    ).map((risk) => ({ instance: name, ...risk })),
  );
  const gone = changes.filter(({ to }) => !to);
  // Of instances that go to another place, nothing runs on.
  const moves = risksOfPlace(base.settings, head.settings).length > 0;
  const steps = moves ? [] : kept.flatMap((name) => stepsOfInstance(name, base, head, changes));
  const isInterrupted = (name: string) => risks.some((risk) => risk.instance === name && risk.interrupts);
  const pauses = kept
    .filter((name) => steps.some((step) => step.instance === name && step.changeClass === "failover"))
    .filter((name) => !isInterrupted(name))
    .map((name) => expectedPauseMs(head.settings.platform, instanceOf(head, name)));
  return {
    changeClass: worst([
      ...steps.map((step) => step.changeClass),
      ...(risks.some(losesData) ? ["data at risk" as const] : []),
    ]),
    ...(pauses.length > 0 && { pauseMs: Math.max(...pauses) }),
    settings: changedSettings(base.settings, head.settings),
    risks,
    warnings: newWarnings(base.settings, head.settings),
    steps,
    resources: {
      created: changes.filter(({ from }) => !from).map(label),
      updated: changes.filter(({ from, to }) => from && to).map(label),
      deleted: gone.filter((change) => !outlives(change, base.settings)).map(label),
      left: gone.filter((change) => outlives(change, base.settings)).map(label),
    },
    capacity: { from: capacityOf(base.settings), to: capacityOf(head.settings) },
  };
}

function stepsOfInstance(
  name: string,
  base: StackState,
  head: StackState,
  changes: readonly ResourceChange[],
): PlannedStep[] {
  const [before, after] = [base, head].map(({ settings, secrets }) => ({
    settings: settings.instances[name]!,
    secrets: secrets?.[name],
  })) as [WithSecrets, WithSecrets];
  const users = {
    before: (user: string) => isThere(before, user),
    after: (user: string) => isThere(after, user),
  };
  return [
    ...stepsOf(name, head.settings, changes, users),
    ...secretSteps(before.secrets, withNewLogins(before, after)).map((step) => ({ instance: name, ...step })),
  ];
}

function newWarnings(base: StackSettings, head: StackSettings): Finding[] {
  const known = warnings(base).map(({ property, reason }) => property + reason);
  return warnings(head).filter(({ property, reason }) => !known.includes(property + reason));
}

/** What Pulumi leaves (retainOnDelete): the namespace, and the volumes of instances that keep them. */
function outlives({ type, name }: ResourceChange, { instances }: StackSettings): boolean {
  const kind = type.split(":").at(-1);
  const owner = Object.keys(instances)
    .filter((instance) => name.startsWith(`${instance}-`))
    .sort((a, b) => b.length - a.length)[0];
  const keeps = owner !== undefined && instances[owner]!.storage.keep;
  return kind === "Namespace" || (kind === "PersistentVolumeClaim" && keeps);
}

function label({ type, name }: { type: string; name: string }): string {
  return `${type.split(":").at(-1)} ${name}`;
}

/** Medians of docs/benchmarks.md in ms; with TLS on Kubernetes those of the tests there. */
const handOvers: Record<"machine" | "cluster", { plain: number; tls: number }> = {
  machine: { plain: 90, tls: 180 },
  cluster: { plain: 200, tls: 900 },
};

/** How long writes wait in a planned hand-over, in ms: about so long, and at most stop.pause. */
function expectedPauseMs(platform: StackSettings["platform"], { tls }: Instance): number {
  return handOvers[platform === "kubernetes" ? "cluster" : "machine"][tls.enabled ? "tls" : "plain"];
}
