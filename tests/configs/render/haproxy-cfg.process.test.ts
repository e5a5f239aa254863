import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { missingCertificates } from "../../../cli/secrets/certificates";
import { type InstanceInput, type Platform, platforms } from "../../../configs";
import { renderInstance } from "../../../configs/render";
import { proxyScripts } from "../../../runtime";
import { run } from "../../support/command";
import { contextOf } from "../../support/contexts";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-haproxy-"));
  mkdirSync(join(folder, "tls"));
  const { ca, cert, key } = await missingCertificates(["localhost"], undefined);
  write({ ...proxyScripts("haproxy"), "tls/ca.crt": ca!, "tls/proxy.pem": `${cert}\n${key}` });
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** Looks up names while it runs: none of the cluster's resolves here. */
test.each(platforms)("HAProxy takes what is rendered for platform %s", async (platform) => {
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      expect(await refusal(input, platform)).toBe("");
    }),
    { numRuns: 20 },
  );
});

/** Where TLS ends, and whether nodes have it. */
const ways = [
  { ends: "passthrough", enabled: false },
  { ends: "passthrough", enabled: true },
  { ends: "endToEnd", enabled: true },
  { ends: "terminate", enabled: false },
] as const;

const inputs: fc.Arbitrary<InstanceInput> = fc
  .record({
    settings: fc.record({
      proxy: fc.record({
        kind: fc.constant("haproxy" as const),
        reads: fc.constantFrom("replicas" as const, "any" as const),
        readsFromMaster: fc.boolean(),
        maxReadLag: fc.constantFrom("1s" as const, "1h" as const),
        hold: fc.constantFrom("1s" as const, "5m" as const),
        idleTimeout: fc.constantFrom("0s" as const, "1s" as const, "20d" as const),
        maxConnections: fc.constantFrom(10, 4_500),
        threads: fc.constantFrom(1, 64),
      }),
      replicas: fc.record({ min: fc.integer({ min: 1, max: 5 }) }),
      sentinel: fc.record({ count: fc.constantFrom(3, 5) }),
    }),
    way: fc.constantFrom(...ways),
    clientCertificates: fc.constantFrom("off" as const, "optional" as const),
  })
  .map(({ settings, way: { ends, enabled }, clientCertificates }) => ({
    ...settings,
    proxy: { ...settings.proxy, tls: ends },
    tls: { enabled, clientCertificates },
  }));

/** What it says of the file; empty where it takes it. */
async function refusal(input: InstanceInput, platform: Platform): Promise<string> {
  write(renderInstance(contextOf(input, platform)).proxy!);
  const env = { ...process.env, BIND: "127.0.0.1", NODE_NAME: "proxy", SCRIPTS_DIR: folder, SECRETS_DIR: folder };
  const { output, exitCode } = await run("haproxy", ["-c", "-f", "haproxy.cfg"], { cwd: folder, env });
  return exitCode === 0 ? "" : output;
}
