import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineCheck } from "../../../cli/engine-check";
import { checkEngine } from "../../../cli/engine-check";
import { engineMarkdown, verdictOf } from "../../../cli/engine-check/table";
import { run } from "../../support/command";
import { label, serverBinary, testServers } from "../../support/servers";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const checked: EngineCheck[] = [];

it.each(testServers().map((server) => [label(server), server] as const))(
  "the voted hand-over can be used with %s",
  async (_, { binary, engine, version }) => {
    const result = await checkEngine(binary, () => undefined);
    checked.push(result);
    expect(result).toMatchObject({ usable: true, server: { engine, version } });
    expect(result.facts.filter(({ reason }) => reason !== undefined)).toEqual([]);
  },
);

it("docs/engines.md shows what was found; `redis-cache engine check --markdown --server ...` prints its table", () => {
  const shown = columnsOf(readFileSync(join(__dirname, "../../../docs/engines.md"), "utf8"));
  const found = columnsOf(engineMarkdown(checked));
  expect(checked).toHaveLength(testServers().length);
  // Somebody's redis-server on PATH may be of a version that the page does not know.
  const documented = Object.keys(found).filter((title) => title in shown || !title.includes(pathServer().version));
  for (const title of documented) expect({ [title]: shown[title] }).toEqual({ [title]: found[title] });
});

it.each([
  ["denies the vote", "s/ +sentinel|is-master-down-by-addr//", "a Sentinel votes while the master is up"],
  ["denies the hello", "s/ +publish//", "a hello of a higher epoch moves a Sentinel at once"],
])("an engine that %s is found out", async (_, edit, fact) => {
  const result = await checkEngine(sentinelWithRights(edit), () => undefined);
  expect(result.usable).toBe(false);
  expect(result.facts.find(({ name }) => name === fact)!.reason).toMatch(/NOPERM/);
  expect(verdictOf(result)).toMatch(/cannot be used\. What differs: .*NOPERM[^]*fall back to SENTINEL FAILOVER/);
});

it.each([
  // 6.2 takes rights on subcommands that it does not know, so that the vote itself fails; later ones do not start.
  ["6.2.5", "a Sentinel votes while the master is up", /unknown|Unknown/],
  ["8.2.3", "an instance starts with the rendered configuration and rights", /is-master-down-by-addr/],
])("an engine made from redis %s whose vote has another name is found out", async (version, fact, reason) => {
  const renamed = ["is-master-down-by-addr", "is-master-gone-by-addr"] as const;
  const result = await checkEngine(
    changedBinary(serverBinary({ engine: "redis", version }), ...renamed),
    () => undefined,
  );
  expect(result.usable).toBe(false);
  expect(result.facts.find(({ name }) => name === fact)!.reason).toMatch(reason);
});

it("ends with code 0 or 1, and leaves no file", async () => {
  const folder = newFolder();
  const tool = (binary: string) =>
    run(process.execPath, [join(__dirname, "../../../bin/redis-cache.js"), "engine", "check", "--server", binary], {
      env: { ...process.env, TMPDIR: folder },
    });
  const [good, bad] = [
    await tool("redis-server"),
    await tool(sentinelWithRights("s/ +sentinel|is-master-down-by-addr//")),
  ];
  expect(good.output).toContain("The voted hand-over can be used.");
  expect(bad.output).toContain("fall back to SENTINEL FAILOVER (5c)");
  expect([good.exitCode, bad.exitCode]).toEqual([0, 1]);
  expect(readdirSync(folder).filter((name) => name.startsWith("redis-cache"))).toEqual([]);
});

function pathServer() {
  return testServers().find(({ binary }) => binary === "redis-server")!;
}

/** The columns of the table in a page, by their titles. */
function columnsOf(page: string): Record<string, string[]> {
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  const [titles, , ...cells] = rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return Object.fromEntries(titles!.map((title, i) => [title, cells.map((row) => row[i]!)]));
}

/** A server whose Sentinels have other rights for user `ops` than rendered, by a script of sed. */
function sentinelWithRights(edit: string): string {
  const file = join(newFolder(), "redis-server");
  const change = `[ "\${2:-}" != --sentinel ] || sed -i '/^user ops /${edit}' users.acl`;
  writeFileSync(file, `#!/bin/sh\n${change}\nexec redis-server "$@"\n`, { mode: 0o755 });
  return file;
}

/** A server in whose binary a text is another one of the same length. */
function changedBinary(binary: string, from: string, to: string): string {
  const file = join(newFolder(), "redis-server");
  const bytes = readFileSync(binary);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) bytes.write(to, at);
  writeFileSync(file, bytes, { mode: 0o755 });
  return file;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "changed-engine-"));
  folders.push(folder);
  return folder;
}
