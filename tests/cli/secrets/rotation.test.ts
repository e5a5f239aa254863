import { nextStep, type RotationStep } from "../../../cli/secrets/rotation";
import { type InstanceSecrets, parseInstance } from "../../../configs";
import { secretsAfter } from "../../support/secrets-after";

const place = { name: "cache", namespace: "redis", platform: "kubernetes" } as const;

interface State {
  appUser: "app" | "app-b";
  secrets: Partial<InstanceSecrets>;
}

function after({ appUser, secrets }: State, taken: RotationStep): State {
  return { appUser: (taken.login as State["appUser"] | undefined) ?? appUser, secrets: secretsAfter(secrets, taken) };
}

function step(user: Parameters<typeof nextStep>[0], { appUser, secrets }: State): RotationStep {
  return nextStep(user, parseInstance({ secrets: { appUser } }, place), secrets);
}

test("applications change over to the user's other name, and back with the next rotation", () => {
  let state: State = { appUser: "app", secrets: { app: "first" } };
  for (const [from, to] of [
    ["app", "app-b"],
    ["app-b", "app"],
  ] as const) {
    state = after(state, step("app", state));
    expect([state.appUser, state.secrets[from]]).toEqual([from, expect.any(String)]);
    const fresh = state.secrets[to];
    expect(fresh).toMatch(/^\w{32}$/);

    const second = step("app", state);
    expect(second).toMatchObject({ number: 2, requires: { login: to, knows: fresh } });
    state = after(state, second);
    expect(state.appUser).toBe(to);

    const third = step("app", state);
    expect(third).toMatchObject({ number: 3, requires: { login: from, unused: true } });
    state = after(state, third);
    expect([state.secrets[from], state.secrets[to], state.secrets.rotating]).toEqual([undefined, fresh, {}]);
  }
});

test("a user of the nodes has two passwords meanwhile", () => {
  let state: State = { appUser: "app", secrets: { ops: "first" } };
  state = after(state, step("ops", state));
  const fresh = state.secrets.other?.ops;
  expect([state.secrets.ops, fresh]).toEqual(["first", expect.stringMatching(/^\w{32}$/)]);

  const second = step("ops", state);
  expect(second).toMatchObject({ number: 2, requires: { login: "ops", knows: fresh } });
  state = after(state, second);
  expect([state.secrets.ops, state.secrets.other]).toEqual([fresh, { ops: "first" }]);

  const third = step("ops", state);
  expect(third).toMatchObject({ number: 3, requires: { login: "ops", first: fresh } });
  state = after(state, third);
  expect(state.secrets).toEqual({ ops: fresh, other: {}, rotating: {} });
});

test.each(["app", "ops"] as const)("a step of user %s that was not recorded is the next one again", (user) => {
  const state: State = { appUser: "app", secrets: { app: "first", ops: "first" } };
  expect([step(user, state).number, step(user, state).number]).toEqual([1, 1]);
  const offered = after(state, step(user, state));
  expect([step(user, offered), step(user, offered)].map(({ number }) => number)).toEqual([2, 2]);
});

test("a user of setting users changes over between two names too, and back", () => {
  let [login, secrets] = ["reports", { users: { reports: "first" } } as Partial<InstanceSecrets>];
  const next = () => nextStep("reports", parseInstance({ users: { reports: { login } } }, place), secrets);
  for (const [from, to] of [
    ["reports", "reports-b"],
    ["reports-b", "reports"],
  ] as const) {
    secrets = secretsAfter(secrets, next());
    const second = next();
    expect(second).toMatchObject({ number: 2, requires: { login: to, knows: secrets.users?.[to] }, login: to });
    login = second.login!;
    const third = next();
    expect(third).toMatchObject({ number: 3, requires: { login: from, unused: true } });
    secrets = secretsAfter(secrets, third);
    expect(secrets).toEqual({ users: { [to]: expect.stringMatching(/^\w{32}$/) as string }, rotating: {} });
  }
});
