import { renderRedisUsers, renderSentinelUsers } from "../../../configs/render/users-acl";
import * as fc from "fast-check";
import { reachesSentinels } from "../../../configs/acl/channels";
import { renderInstance } from "../../../configs/render";
import { applicationRights } from "../../../configs/render/user-rights";
import { userInputs } from "../../support/arbitraries";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../../support/contexts";

const text = (render: typeof renderRedisUsers, server?: InstanceInput["server"]) => render(contextOf({ server }));
const user = (render: typeof renderRedisUsers, name: string, server?: InstanceInput["server"]) =>
  text(render, server)
    .split("\n")
    .find((line) => line.startsWith(`user ${name} `));

const redis62 = { engine: "redis", version: "6.2" } as const;
const redis70 = { engine: "redis", version: "7.0" } as const;

describe.each([
  ["Redis", renderRedisUsers, ["app", "app-b", "default", "exporter", "ops", "proxy", "replication", "sentinel"]],
  ["Sentinel", renderSentinelUsers, ["app", "app-b", "default", "exporter", "ops", "proxy", "sentinel"]],
] as const)("on %s", (_, render, users) => {
  const lines = text(render).trimEnd().split("\n");
  const others = lines.filter((line) => !line.startsWith("user default"));

  it("has a line per user, sorted", () => {
    expect(lines.map((line) => line.split(" ")[1])).toEqual(users);
  });

  it("gives each the hash of its own password, and no right that is not named", () => {
    for (const line of others) {
      const name = line.split(" ")[1];
      expect(line).toMatch(new RegExp(`^user ${name} on #<${name}> resetkeys resetchannels -@all `));
      expect(line).not.toContain("nopass");
    }
  });

  it("keeps Sentinel's channels from all but Sentinel and ops", () => {
    const withHello = others.filter((line) => line.includes("&__sentinel__:hello")).map((line) => line.split(" ")[1]);
    expect(withHello.filter((name) => name !== "sentinel" && name !== "ops")).toEqual([]);
    for (const line of others) {
      const [rules = "", ...selectors] = line.split(" (");
      expect(line).not.toContain("allchannels");
      if (rules.includes("&*")) expect(rules).not.toMatch(/\+(publish|@all)/);
      for (const selector of selectors) expect(selector).toBe("+subscribe +psubscribe +ssubscribe &*)");
    }
  });

  it("shows the configuration, which has passwords, to nobody but ops", () => {
    const readers = lines.filter((line) => line.includes("config|get")).map((line) => line.split(" ")[1]);
    expect(readers.filter((name) => name !== "ops")).toEqual([]);
  });
});

it("turns the default user off; in Redis it keeps the rights with which a server reads its append-only file", () => {
  expect(user(renderSentinelUsers, "default")).toBe("user default off resetpass resetkeys resetchannels -@all");
  expect(user(renderRedisUsers, "default")).toBe("user default off resetpass ~* &* +@all");
});

it("lets a Twemproxy in as the default user, with the rights of app and no others, where one leads to the instance", () => {
  const input = { preset: "pureCache", server: redis70, proxy: { kind: "twemproxy" } } as const;
  const lines = renderRedisUsers(contextOf(input)).split("\n");
  const [app, byDefault] = ["app", "default"].map((name) => lines.find((line) => line.startsWith(`user ${name} `))!);
  expect(byDefault).toBe(app!.replaceAll("app", "default"));
  expect(renderSentinelUsers(contextOf(input))).toContain("user default off ");
});

it("gives applications data and channels, and INFO and ROLE to find their way", () => {
  expect(user(renderRedisUsers, "app", redis70)?.replace(/ &[^*)]\S*/g, "")).toBe(
    "user app on #<app> resetkeys resetchannels -@all ~* +@all -@admin -@dangerous +info +role +client|setname " +
      "(+subscribe +psubscribe +ssubscribe &*)",
  );
  expect(user(renderRedisUsers, "app", redis62)).not.toContain("(");
});

it("gives the other name of that user the same rights, on Sentinels too", () => {
  for (const render of [renderRedisUsers, renderSentinelUsers]) {
    expect(user(render, "app-b")).toBe(user(render, "app")!.replace("user app on #<app>", "user app-b on #<app-b>"));
  }
});

it("names CLIENT SETINFO where the version knows it or takes any name", () => {
  expect(user(renderRedisUsers, "app", redis62)).toContain("+client|setinfo");
  expect(user(renderRedisUsers, "app", redis70)).not.toContain("setinfo");
  expect(user(renderRedisUsers, "app", { engine: "redis", version: "7.2" })).toContain("+client|setinfo");
  expect(user(renderRedisUsers, "ops", { engine: "valkey", version: "9.0" })).toContain("+client|setinfo");
});

it("lets replication do nothing but replicate", () => {
  expect(user(renderRedisUsers, "replication")?.split(" ").slice(7)).toEqual(["+ping", "+psync", "+replconf"]);
});

it("lets Sentinels of Valkey 9 send FAILOVER, and no others", () => {
  const rights = (engine: "redis" | "valkey", version: "8.1" | "8.2" | "9.0" | "9.1") =>
    user(renderRedisUsers, "sentinel", { engine, version });
  expect(rights("valkey", "9.0")).toContain("+failover");
  expect(rights("valkey", "9.1")).toContain("+failover");
  expect(rights("valkey", "8.1")).not.toContain("+failover");
  expect(rights("redis", "8.2")).not.toContain("+failover");
});

it("has user backup only with backups, who may copy, and write nothing but its own keys", () => {
  const context = contextOf({ backup: { server: {} } });
  const lineOf = (text: string) => text.split("\n").find((line) => line.startsWith("user backup "));
  expect(user(renderRedisUsers, "backup")).toBeUndefined();
  expect(lineOf(renderRedisUsers(context))).toMatch(/ ~redis-cache:\* .*\+sync .*\+set$/);
  expect(lineOf(renderSentinelUsers(context))).toMatch(/ -@all \+ping \+sentinel\|master$/);
});

describe("further users of applications", () => {
  const lineOf = (users: InstanceInput["users"], name: string, render = renderRedisUsers, server = redis70) =>
    render(contextOf({ users, server }))
      .split("\n")
      .find((line) => line.startsWith(`user ${name} `))
      ?.replace(/ &[^*)]\S*/g, " &...")
      .replace(/( &\.\.\.)+/, " &...");

  it("have the rights of app, unless others are written, by both their names", () => {
    const [app, reports] = ["app", "reports"].map((name) => lineOf({ reports: {} }, name)!);
    expect(reports).toBe(app!.replace("app on #<app>", "reports on #<reports>"));
    expect(lineOf({ reports: {} }, "reports-b")).toBe(app!.replace("app on #<app>", "reports-b on #<reports-b>"));
    const sentinel = lineOf({ reports: {} }, "reports", renderSentinelUsers);
    expect(sentinel).toBe(lineOf({}, "app", renderSentinelUsers)!.replace("app on #<app>", "reports on #<reports>"));
  });

  it.each([
    [{ keys: ["a:*", "b"], readOnly: true }, "~a:* ~b &... +@all -@admin -@dangerous -@write +info +role"],
    [{ readKeys: ["a"], writeKeys: ["b"], channels: [] }, "%R~a %W~b +@all -@admin -@dangerous +info +role"],
    [{ commands: ["+@read", "+GET", "-del"] }, "~* &... +@connection +select +@read +get -del -@admin -@dangerous"],
    [{ grants: ["sort", "clientList"] }, "+client|setname +sort +sort_ro +client|list (+subscribe"],
    [{ grants: ["sort"], readOnly: true }, "+client|setname +sort_ro (+subscribe"],
    [{ commands: ["+@all", "-PSUBSCRIBE"] }, "+client|setname (+subscribe +ssubscribe &*)"],
    [{ commands: ["+@slow", "-@pubsub", "+subscribe"] }, "+client|setname (+subscribe &*)"],
  ] satisfies [object, string][])("%j", (user, rules) => {
    expect(lineOf({ reports: user as NonNullable<InstanceInput["users"]>[string] }, "reports")).toContain(rules);
  });

  it("are named to the scripts: the names that may lack a password, and those whose lack stops no node", () => {
    const { redis } = renderInstance(contextOf({ users: { reports: {}, worker: { login: "worker-b" } } }));
    expect(redis["instance.env"]).toContain("OPTIONAL_USERS='app-b reports-b worker'\n");
    expect(redis["instance.env"]).toContain("MORE_USERS='reports worker-b'\n");
  });

  it("take away administration after all that settings give, but for the grants", () => {
    fc.assert(
      fc.property(userInputs(), (user) => {
        const server = { engine: "redis", version: "7.0" } as const;
        const rules = applicationRights(server, { channels: ["*"], readOnly: false, grants: [], ...user });
        const end = rules.indexOf("-@dangerous");
        expect(rules[end - 1]).toBe("-@admin");
        const after = rules.slice(end + 1).filter((rule) => /^[+(]/.test(rule));
        const known = ["+info", "+role", "+client|setname"];
        const granted = [
          "+keys",
          "+client|list",
          "+slowlog|get",
          "+latency|latest",
          "+slowlog|len",
          "+latency|latest",
          "+latency|history",
        ];
        const listens = (rule: string) => /^\((\+p?subscribe |\+ssubscribe )+&\*\)$/.test(rule);
        expect(after.filter((rule) => ![...known, ...granted].includes(rule) && !listens(rule))).toEqual([]);
        expect(rules.includes("-@write")).toBe(user.readOnly === true);
        for (const rule of rules.filter((one) => one.startsWith("&"))) {
          expect([rule, reachesSentinels(rule.slice(1))]).toEqual([rule, false]);
        }
      }),
    );
  });
});
