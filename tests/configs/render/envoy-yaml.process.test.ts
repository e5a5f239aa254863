import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse, stringify } from "yaml";
import { type InstanceInput, type Platform, platforms } from "../../../configs";
import { renderInstance } from "../../../configs/render";
import { run } from "../../support/command";
import { contextOf } from "../../support/contexts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-envoy-"));
  // What the scripts write has to be there.
  for (const file of ["write", "read", "routes"]) write(`${file}.yaml`, "resources: []\n");
  for (const file of ["password", "password.other"]) write(file, "secret");
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

const withEnvoy = platforms.filter((platform) => platform !== "docker");
test.each(withEnvoy)("Envoy takes what is rendered for platform %s", async (platform) => {
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      expect(await refusal(input, platform)).toBe("");
    }),
    { numRuns: 12 },
  );
});

test("settings and nodes are in files that are read while it runs, threads and connections are not", () => {
  const filesOf = (proxy: InstanceInput["proxy"]) =>
    renderInstance(contextOf({ proxy: { kind: "envoy", ...proxy } })).proxy!;
  const [before, read, restarted] = [
    filesOf({}),
    filesOf({ reads: "any" }),
    filesOf({ threads: 2, maxConnections: 10 }),
  ];
  const changed = (after: Record<string, string>) => Object.keys(before).filter((file) => before[file] !== after[file]);
  expect(before["proxy.env"]).toContain(
    'NODES="cache-master-0=127.0.0.1:6379 cache-replica-0=127.0.0.1:6380 cache-replica-1=127.0.0.1:6381"\n',
  );
  expect(changed(read)).toEqual(["proxy.env"]);
  expect(changed(filesOf({ hold: "20s" }))).toEqual(["listeners.yaml"]);
  expect(changed(restarted)).toEqual(["envoy.yaml", "start.env"]);
});

const inputs: fc.Arbitrary<InstanceInput> = fc.record({
  proxy: fc.record({
    kind: fc.constant("envoy" as const),
    reads: fc.constantFrom("replicas" as const, "any" as const),
    readsFromMaster: fc.boolean(),
    hold: fc.constantFrom("1s" as const, "5m" as const),
    idleTimeout: fc.constantFrom("0s" as const, "1s" as const, "20d" as const),
    maxConnections: fc.constantFrom(10, 4_500),
    threads: fc.constantFrom(1, 64),
    protocol: fc.constantFrom("tcp" as const, "redis" as const),
  }),
  replicas: fc.record({ min: fc.integer({ min: 1, max: 5 }) }),
  secrets: fc.record({ appUser: fc.constantFrom("app" as const, "app-b" as const) }),
});

/** What it says of the files; empty where it takes them. It reads listeners only where they are in its own file. */
async function refusal(input: InstanceInput, platform: Platform): Promise<string> {
  const files = renderInstance(contextOf(input, platform)).proxy!;
  const listeners = (parse(filledIn(files["listeners.yaml"]!)) as { resources: object[] }).resources;
  const { dynamic_resources, ...rest } = parse(files["envoy.yaml"]!) as Record<string, object>;
  expect(dynamic_resources).toEqual({ lds_config: { path_config_source: { path: "./listeners.yaml" } } });
  const plain = listeners.map((listener) =>
    Object.fromEntries(Object.entries(listener).filter(([key]) => key !== "@type")),
  );
  write("whole.yaml", stringify({ ...rest, static_resources: { ...rest.static_resources, listeners: plain } }));
  const { output, exitCode } = await run("envoy", ["--mode", "validate", "-c", "whole.yaml"], { cwd: folder });
  return exitCode === 0 ? "" : output;
}

/** As follow.sh does. */
function filledIn(template: string): string {
  return template.replaceAll("SWITCHED_AT", "switch-1").replaceAll("BIND_BOTH", "true").replaceAll("BIND", '"::"');
}
