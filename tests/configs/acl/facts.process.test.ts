import { categoryNames, command, commandNames } from "../../../configs/acl/facts";
import { freePorts } from "../../../benchmarks/free-ports";
import { startServer, stopServers } from "../../support/redis-process";
import { label, testServers } from "../../support/servers";

afterEach(stopServers);

it.each(testServers().map((server) => [label(server), server] as const))(
  "the facts about commands agree with %s",
  async (_, server) => {
    const [port] = [await freePorts(1)];
    const client = (await startServer(server, { files: { "run.conf": "" }, main: "run.conf", port })).connect({});
    const ask = (...words: string[]) => client.call("ACL", "CAT", ...words) as Promise<string[]>;
    // Not those of modules, nor what 6.2 has for browsers gone astray, `host:` and `post`.
    const builtIn = (names: string[]) => names.filter((name) => /^(?!post$)[a-z0-9_|-]+$/.test(name)).sort();

    const categories = (await ask()).filter((name) => categoryNames(server).includes(name));
    expect([...categories, "all"].sort()).toEqual([...categoryNames(server)].sort());
    const known = commandNames(server);
    const listed = (await Promise.all(categories.map((name) => ask(name)))).flat();
    expect(builtIn([...new Set(listed)].filter((name) => !known.includes(name)))).toEqual([]);
    const restricted = new Set([...(await ask("admin")), ...(await ask("dangerous"))]);
    const writes = new Set(await ask("write"));
    for (const name of known) {
      const fact = command(server, name)!;
      if (!isParent(name, known)) expect([name, fact.restricted]).toEqual([name, restricted.has(name)]);
      expect([name, fact.writes]).toEqual([name, writes.has(name)]);
    }
    // 6.2 takes a rule on any subcommand.
    for (const name of known) expect(await client.call("ACL", "SETUSER", "trial", `+${name}`)).toBe("OK");
  },
  600_000,
);

function isParent(name: string, known: readonly string[]): boolean {
  return known.some((one) => one.startsWith(`${name}|`));
}
