import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../benchmarks/free-ports";
import { processesIn } from "../../providers/local/processes";
import { blocksUnder } from "../support/page-blocks";
import { shareProjectCopy } from "../support/project-copy";

const limit = 600_000;

const project = shareProjectCopy();
let port: number;

interface Answer {
  data: { activeTargets: { health: string; labels: { pod: string } }[]; groups: { rules: { health: string }[] }[] };
}

const ask = async (path: string) => (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as Answer;

beforeAll(async () => {
  port = await freePorts(3);
  const file = join(project().directory, "Pulumi.local.yaml");
  const [settings] = blocksUnder("docs/monitoring.md", "On this machine", "yaml");
  const [, written] = /^ {2}cache:\n([^]+)$/m.exec(settings!)!;
  const monitoring = written!.replace("{}", `{ port: ${port} }`).replaceAll(/^/gm, "  ").trimEnd();
  writeFileSync(file, `${readFileSync(file, "utf8").trimEnd()}\n${monitoring}\n`);
});

test("a Prometheus scrapes all nodes, reads the rules, and goes with them", async () => {
  const shown = await project().run("node bin/redis-cache.js up");
  expect(shown).toContain(`cache-prometheus         http://127.0.0.1:${port}\n`);
  expect(shown).toContain(`cache-alertmanager       http://127.0.0.1:${port + 1}\n`);

  const scraped = async () => {
    const { activeTargets } = (await ask("targets")).data;
    return activeTargets.filter(({ health }) => health === "up").map(({ labels }) => labels.pod);
  };
  // There are none yet while it reads its configuration.
  await pWaitFor(async () => (await scraped()).length === 6, { interval: 100, timeout: limit });
  expect((await scraped()).sort()).toEqual([
    ...["cache-master-0", "cache-replica-0", "cache-replica-1"],
    ...["cache-sentinel-0", "cache-sentinel-1", "cache-sentinel-2"],
  ]);
  const evaluated = async () => {
    const rules = (await ask("rules")).data.groups.flatMap(({ rules }) => rules);
    return rules.length > 20 && rules.every(({ health }) => health === "ok");
  };
  await pWaitFor(evaluated, { interval: 100, timeout: limit });
  expect(await project().run("node bin/redis-cache.js status")).toMatch(/cache-alertmanager .* no alert/);
  expect(await project().run("node bin/redis-cache.js up")).toContain("No changes.");

  await expectReport();

  await project().run("node bin/redis-cache.js down");
  expect(existsSync(join(project().directory, ".redis-cache"))).toBe(false);
  expect(processesIn(project().directory)).toEqual([]);
});

async function expectReport(): Promise<void> {
  const file = join(project().directory, "report.html");
  expect(await project().run(`node bin/redis-cache.js report --last 2m --out ${file}`)).toContain(file);
  const page = readFileSync(file, "utf8");
  expect(page.match(/<svg /g)!.length).toBeGreaterThan(25);
  for (const title of ["Memory", "Traffic", "Replication", "Sentinels"]) expect(page).toContain(`<h2>${title}</h2>`);
  expect(page).toMatch(/<dt>Master<\/dt><dd class="name">cache-master-0<\/dd>/);
  expect(page).toMatch(/Without data: .*Proxy/);

  const refused = await project().tool("report", "--from", "2026-05-04T10:00Z", "--to", "2026-05-04T11:00Z");
  expect([refused.exitCode, refused.output]).toEqual([
    1,
    expect.stringMatching(/Prometheus has nothing of cache in namespace redis in that time/),
  ]);
  const wrong = await project().tool("report", "--prometheus", `http://127.0.0.1:${port + 1}`);
  expect([wrong.exitCode, wrong.output]).toEqual([1, expect.stringMatching(/does not answer as a Prometheus does/)]);
  const unknown = await project().tool("report", "-s", "prod");
  expect([unknown.exitCode, unknown.output]).toEqual([1, expect.stringMatching(/Fix: give --prometheus URL/i)]);
}
