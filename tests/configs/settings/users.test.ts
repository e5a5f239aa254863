import { parse } from "yaml";
import { blocksUnder } from "../../support/page-blocks";
import { findingsOf, refuses, stackOf } from "../../support/refused";

const users = (user: object, server = {}) => ({ server, users: { reports: user } });
const old = { version: "6.2" };
const channels = "users.reports.channels";
const commands = "users.reports.commands";
const grants = "users.reports.grants";

refuses([
  ["a name that differs in case on some disks", { users: { Reports: {} } }, "users.Reports", "Reports", /lower-case/],
  ["a user of the toolkit's own", { users: { ops: {} } }, "users.ops", "ops", /of the toolkit's own/],
  ["the default user", { users: { default: {} } }, "users.default", "default", /nobody can log in/],
  ["the other name of another user", { users: { "app-b": {} } }, "users.app-b", "app-b", /second name of a user app/],
  ["a list of users, as in Bitnami's chart", { users: [{ username: "x" }] }, "users", [{ username: "x" }], /a map/],
  ["fewer rights for app", { users: { app: { readOnly: true } } }, "users.app.readOnly", true, /smoke, load/],
  ["fewer keys for app", { users: { app: { keys: ["a:*"] } } }, "users.app.keys", ["a:*"], /smoke, load/],
  ["a second name for app here", { users: { app: { login: "app-b" } } }, "users.app.login", "app-b", /smoke, load/],
  [
    "a rule in place of a pattern",
    users({ keys: ["~orders:*"] }),
    "users.reports.keys.0",
    "~orders:*",
    /pattern alone/,
  ],
  ["a rule to read", users({ keys: ["%R~a"] }), "users.reports.keys.0", "%R~a", /readKeys and writeKeys/],
  ["a channel's rule", users({ channels: ["&news"] }), "users.reports.channels.0", "&news", /without &/],
  ["two words in a pattern", users({ keys: ["a b"] }), "users.reports.keys.0", "a b", /one word/],
  ["a quote, which redis-cli reads", users({ keys: ["it's"] }), "users.reports.keys.0", "it's", /one word/],
  ["no key at all", users({ keys: [] }), "users.reports.keys", [], /must have a pattern/],
  ["* and others", users({ keys: ["*", "a"] }), "users.reports.keys", ["*", "a"], /say nothing/],
  ["* and readKeys", users({ keys: ["*"], readKeys: ["a"] }), "users.reports.keys", ["*"], /say nothing/],
  ["halves of 7.0", users({ readKeys: ["a"] }, old), "users.reports.readKeys", ["a"], /redis 6\.2 has no such/],
  ["a reader's writes", users({ readOnly: true, writeKeys: ["a"] }), "users.reports.writeKeys", ["a"], /readOnly/],
  ["Sentinel's channel", users({ channels: ["__sentinel__:hello"] }), channels, "__sentinel__:hello", /another master/],
  ["a pattern that holds it", users({ channels: ["*:hello"] }), channels, "*:hello", /another master/],
  ["its first letter as one of many", users({ channels: ["[a-z_]*"] }), channels, "[a-z_]*", /another master/],
  ["* and other channels", users({ channels: ["*", "a"] }), channels, ["*", "a"], /say nothing/],
  ["no rule", users({ commands: ["get"] }), "users.reports.commands.0", "get", /must be a rule/],
  ["nothing to take from", users({ commands: ["-get"] }), commands, "-get", /nothing before it/],
  ["a category that no server has", users({ commands: ["+@reads"] }), commands, "+@reads", /no category/],
  ["the category of administration", users({ commands: ["+@admin"] }), commands, "+@admin", /read passwords/],
  ["dangerous ones", users({ commands: ["+@read", "+@dangerous"] }), commands, "+@dangerous", /read passwords/],
  ["a command of no version", users({ commands: ["+gett"] }), commands, "+gett", /no command that redis 8\.2/],
  [
    "one of a later version",
    users({ commands: ["+hgetdel"] }, old),
    commands,
    "+hgetdel",
    /no command that redis 6\.2/,
  ],
  ["one of the other engine", users({ commands: ["+commandlog"] }), commands, "+commandlog", /no command that redis/],
  ["one of a module", users({ commands: ["+ft.search"] }), commands, "+ft.search", /no command that redis/],
  ["a subcommand on 6.2", users({ commands: ["+object|freq"] }, old), commands, "+object|freq", /no rules on sub/],
  ["a subcommand of none", users({ commands: ["+get|x"] }), commands, "+get|x", /get has no subcommand x/],
  ["FLUSHDB, which is a grant", users({ commands: ["+flushdb"] }), commands, "+flushdb", /calls flushdb dangerous/],
  ["what everybody has", users({ commands: ["+@all", "-info"] }), commands, "-info", /cannot be taken away/],
  ["all, taken away again", users({ commands: ["+get", "-@all"] }), commands, "-@all", /stands before it/],
  ["a grant that commands take", users({ commands: ["+@all", "-keys"], grants: ["keys"] }), grants, "keys", /-keys/],
  ["CONFIG", users({ commands: ["+config"] }), commands, "+config", /passwords/],
  ["CONFIG GET", users({ commands: ["+CONFIG|GET"] }), commands, "+CONFIG|GET", /passwords/],
  ["REPLICAOF", users({ commands: ["+replicaof"] }), commands, "+replicaof", /takes a node from its master/],
  ["SHUTDOWN", users({ commands: ["+shutdown"] }), commands, "+shutdown", /stops or hangs/],
  ["ACL", users({ commands: ["+acl|setuser"] }), commands, "+acl|setuser", /every right/],
  ["MODULE", users({ commands: ["+module|load"] }), commands, "+module|load", /loads code/],
  ["CLIENT KILL", users({ commands: ["+client|kill"] }), commands, "+client|kill", /connections of others/],
  ["an unknown grant", users({ grants: ["config"] }), "users.reports.grants.0", "config", /one of flushdb/],
  ["a writing grant of a reader", users({ readOnly: true, grants: ["restore"] }), grants, "restore", /this writes/],
  [
    "a writing command of a reader",
    users({ readOnly: true, commands: ["+@read", "+SET"] }),
    commands,
    "+SET",
    /writes/,
  ],
  [
    "all that writes for a reader",
    users({ readOnly: true, commands: ["+@write"] }),
    commands,
    "+@write",
    /this writes/,
  ],
  ["a command that is taken back", users({ commands: ["+get", "-GET"] }), commands, "+get", /-GET behind it/],
  ["a part of what is taken", users({ commands: ["+object|freq", "-object"] }), commands, "+object|freq", /-object/],
  ["a command of a category that is taken", users({ commands: ["+set", "-@write"] }), commands, "+set", /-@write/],
  ["a command that is given back", users({ commands: ["+@read", "-get", "+@all"] }), commands, "-get", /\+@all behind/],
  [
    "keys to read only that it may write",
    users({ keys: ["a"], readKeys: ["a"] }),
    "users.reports.keys",
    "a",
    /readKeys/,
  ],
  ["nothing to subscribe to", users({ channels: [], commands: ["+subscribe"] }), channels, [], /commands give \+sub/],
  ["another name to log in", users({ login: "orders" }), "users.reports.login", "orders", /neither reports nor/],
]);

test.each([
  { users: { reports: {} } },
  { users: { app: { grants: ["flushdb", "keys"] }, reports: { keys: ["orders:*"], readOnly: true } } },
  { users: { worker: { commands: ["+@all", "-eval", "-@scripting"], channels: ["_*", "news:?"], login: "worker-b" } } },
  { users: { worker: { channels: [], readKeys: ["a:*"], writeKeys: ["b:*"] } } },
  { users: { "reset-password": {} } },
  { users: { reader: { commands: ["+@all", "-object", "+object|freq"], readOnly: true } } },
  { users: { worker: { keys: ["a:*"], readKeys: ["b:*"], commands: ["+@write", "-set", "-@list", "+lpush"] } } },
  { server: old, users: { worker: { commands: ["+@read", "-object", "+xgroup"], grants: ["sort", "clientList"] } } },
])("accepted: %j", (cache) => {
  expect(findingsOf(stackOf(cache))).toEqual([]);
});

test.each([
  [{ commands: ["+flushdb"] }, /grants: \[flushdb\]/],
  [{ commands: ["+client|list"] }, /grants: \[clientList\]/],
  [{ commands: ["+config"] }, /extra\.redis/],
  [{ commands: ["+gett"] }, /write \+get, /],
  [{ keys: ["%R~a"] }, /^write it as readKeys: \["a"\]$/],
  [{ channels: ["?_sentinel__:*"] }, /"\*", which leaves these out/],
])("the way out of %j is said", (user, fix) => {
  expect(findingsOf(stackOf(users(user))).map((finding) => finding.fix)).toEqual([expect.stringMatching(fix)]);
});

test.each([
  [{ password: "hunter2hunter2hunter2" }, "users.reports.password"],
  [{ commands: ["+@all", ">hunter2hunter2"] }, "users.reports.commands"],
])("a password is refused and not shown: %j", (user, property) => {
  const findings = findingsOf(stackOf(users(user)));
  expect(findings.map((finding) => finding.property)).toEqual([`instances.cache.${property}`]);
  expect(JSON.stringify(findings)).not.toContain("hunter2");
});

test("the page shows users that are accepted", () => {
  const [shown] = blocksUnder("docs/secrets.md", "Users for applications", "yaml");
  const { config } = parse(shown!) as { config: Record<string, unknown> };
  const instances = config["redis-cache:instances"] as Record<string, { users: object }>;
  expect(Object.keys(instances.cache!.users)).toEqual(["app", "reports", "worker"]);
  expect(findingsOf({ instances })).toEqual([]);
});
