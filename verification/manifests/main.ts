import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { stackObjects } from "../../cli/render/objects";
import { output, run } from "../../cli/process";
import { type InstanceInput, parseStack } from "../../configs";
import { bucketAsTerraform } from "./bucket";
import { lintTool } from "../lint-tools";

const root = join(__dirname, "../..");

/** A finding, with the object that it is about. */
interface Found {
  finding: string;
  object: string;
}

/**
 * Checks what stack prod renders, jobs, proxies, and a bucket for backups, with kube-score and Checkov; fails for what
 * accepted.yaml does not list.
 */
async function main(): Promise<void> {
  const goPackage = "github.com/zegl/kube-score/cmd/kube-score";
  const kubeScore = await lintTool({ name: "kube-score", version: "1.20.0", from: { goPackage } });
  const checkov = await lintTool({ name: "checkov", version: "3.3.30", from: "PyPI" });
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-manifests-"));
  try {
    await output(process.execPath, [join(root, "bin/redis-cache.js"), "render", "-s", "prod", "--out", folder], {
      cwd: root,
    });
    await writeMore(folder);
    const manifests = [
      ...(await scoreFindings(kubeScore, folder)),
      ...(await checkovFindings(checkov, folder, "kubernetes")),
    ];
    const bucket = join(folder, "bucket");
    mkdirSync(bucket);
    writeFileSync(join(bucket, "bucket.tf.json"), await bucketAsTerraform());
    judge([...manifests, ...(await checkovFindings(checkov, bucket, "terraform_json"))]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Jobs, proxies and what Prometheus needs, of settings that stack prod has not. */
async function writeMore(folder: string): Promise<void> {
  const digest = `sha256:${"0".repeat(64)}`;
  const backup: InstanceInput["backup"] = { bucket: "example", credentials: { source: "role" }, job: { digest } };
  const pods: InstanceInput["pods"] = { awaitConfiguration: true, spread: "required" };
  const cache: InstanceInput = { server: { digest }, backup, pods, proxy: { kind: "haproxy", digest } };
  const scrapers = [{ namespace: "monitoring", podLabels: { app: "prometheus" } }];
  const monitoring: InstanceInput["monitoring"] = { rules: "configMap", scrape: "podMonitor", scrapers };
  const other: InstanceInput = { server: { digest }, pods, monitoring, proxy: { kind: "envoy", digest } };
  const objects = await stackObjects(parseStack({ instances: { cache, other } }));
  for (const object of objects.filter(({ metadata }) =>
    /^(cache-(backup|drill|config(-.*)?)|.*-proxy(-.*)?|other-alerts)$/.test(metadata.name),
  )) {
    writeFileSync(join(folder, `${object.kind}-${object.metadata.name}.yaml`), stringify(object));
  }
}

/**
 * Lines such as `[CRITICAL] cache-master-0/redis-prod v1/Service: text`; its exit code only says that there are some.
 */
async function scoreFindings(kubeScore: string, folder: string): Promise<Found[]> {
  const files = readdirSync(folder).map((file) => join(folder, file));
  const { stdout } = await run(kubeScore, ["score", "--output-format", "ci", ...files]);
  return [...stdout.matchAll(/^\[(?:CRITICAL|WARNING)\] (\S+) \S+: (?:\(\S+\) )?(.+)$/gm)].map(
    ([, object, finding]) => ({ object: object!, finding: finding! }),
  );
}

async function checkovFindings(
  checkov: string,
  folder: string,
  framework: "kubernetes" | "terraform_json",
): Promise<Found[]> {
  const args = ["-d", folder, "--framework", framework, "--quiet", "--compact", "--output", "json"];
  const { stdout } = await run(checkov, args);
  const { results } = JSON.parse(stdout) as { results: { failed_checks: { check_id: string; resource: string }[] } };
  return results.failed_checks.map(({ check_id, resource }) => ({ finding: check_id, object: resource }));
}

function judge(found: readonly Found[]): void {
  const accepted = parse(readFileSync(join(__dirname, "accepted.yaml"), "utf8")) as {
    finding: string;
    reason: string;
  }[];
  const isAccepted = ({ finding }: Found) => accepted.some((one) => one.finding === finding);
  const refused = found.filter((one) => !isAccepted(one));
  const gone = accepted.filter(({ finding }) => !found.some((one) => one.finding === finding));
  for (const { object, finding } of refused) console.error(`${object}: ${finding}`);
  for (const { finding } of gone) console.error(`accepted.yaml lists "${finding}", which does not occur`);
  console.log(`${found.length} findings, ${refused.length} of them not accepted`);
  if (refused.length + gone.length > 0) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
