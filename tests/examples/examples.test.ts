import * as pulumi from "@pulumi/pulumi";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseInstance, userNames } from "../../configs";
import { findingsOf } from "../../policies/findings";
import { policies } from "../../policies/rules";
import { deploy, type Deployment, find, unwrap } from "../support/mocks";
import { root, textOf } from "../support/repository";

const names = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const passwords = Object.fromEntries(userNames.map((user) => [user, `password-of-${user}-1234`]));
const tls = { ca: "-", caKey: "-", cert: "-", key: "-" };

/** What a user of each example adds, encrypted. */
const secrets: Record<string, string> = {
  "redis-cache:secrets": JSON.stringify({
    cache: { ...passwords, tls, users: { reports: "password-of-reports-1234" } },
  }),
  "example-library:passwords": JSON.stringify(passwords),
};

/** The configuration of the one stack that the example has settings for. */
function configOf(example: string): Record<string, string> {
  const [file] = readdirSync(join(root, "examples", example)).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
  const { config } = parse(textOf(`examples/${example}/${file}`)) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}

/** Runs the program as the engine would for a stack that is new, with mocks in place of providers. */
function run<Outputs>(example: string): Promise<Deployment<Outputs>> {
  jest.resetModules();
  const { name } = parse(textOf(`examples/${example}/Pulumi.yaml`)) as { name: string };
  const program = async () => {
    pulumi.runtime.setAllConfig({ ...secrets, ...configOf(example) }, Object.keys(secrets));
    return (await import(`../../examples/${example}/index.ts`)) as Outputs;
  };
  return deploy(program, awsNames, name);
}

/** What @pulumi/aws asks for the account and the region. */
const awsNames: pulumi.runtime.Mocks["call"] = ({ token }) => ({ name: token });

const kindsOf = ({ resources }: Deployment<unknown>) => new Set(resources.map(({ type }) => type.split(":").at(-1)!));

test.each(names)("%s has what a project needs, and is in the list", (example) => {
  const files = readdirSync(join(root, "examples", example));
  expect(files).toEqual(
    expect.arrayContaining(["Pulumi.yaml", "README.md", "index.ts", "package.json", "tsconfig.json"]),
  );
  expect(textOf("examples/README.md")).toContain(`[${example}](${example}/README.md)`);
  const { dependencies, devDependencies } = JSON.parse(textOf(`examples/${example}/package.json`)) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const own = JSON.parse(textOf("package.json")) as Record<"version", string> &
    Record<"peerDependencies" | "devDependencies", Record<string, string>>;
  const allowed: Record<string, string> = {
    ...own.peerDependencies,
    "pulumi-redis-cache": `^${own.version}`,
    typescript: `^${own.devDependencies.typescript}`,
  };
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, range]).toEqual([name, allowed[name]]);
  }
});

test("local: six nodes, in the folder where the commands look for them", async () => {
  const deployment = await run<typeof import("../../examples/local/index.js")>("local");

  const nodes = deployment.resources.filter(({ type }) => type === "redis-local:index:Node");
  expect(nodes).toHaveLength(6);
  for (const { inputs } of nodes) expect(inputs.directory).toMatch(/\.redis-cache\/test\/nodes\/cache-/);
  const { value } = await unwrap(deployment.result.endpoints.instances.cache);
  expect(value.redis[0]).toMatchObject({ name: "cache-master-0", port: 6390 });
});

test("kubernetes: meets the policies of production, but for the backup, and lets the application in", async () => {
  const deployment = await run<typeof import("../../examples/kubernetes/index.js")>("kubernetes");

  const resources = deployment.resources.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
  const found = await Promise.all(policies.map(async (policy) => [policy.name, await findingsOf(policy, resources)]));
  expect(found.filter(([, findings]) => findings!.length > 0).map(([name]) => name)).toEqual(["backup"]);
  expect(JSON.stringify(find(deployment, "cache-redis-policy").inputs)).toContain('"shop"');
  expect((await unwrap(deployment.result.connections.cache!)).secret).toBe(true);
  expect(find(deployment, "cache-connection-reports").inputs.stringData).toMatchObject({ username: "reports" });
});

test("backups-aws: two buckets and a role, and an output that the settings of an instance take", async () => {
  const deployment = await run<typeof import("../../examples/backups-aws/index.js")>("backups-aws");

  const { value: backup } = await unwrap(pulumi.output(deployment.result.backup));
  const settings = parseInstance(
    { backup: backup as never },
    { name: "cache", platform: "kubernetes", namespace: "shop-redis" },
  );
  expect(settings.backup).toMatchObject({
    credentials: { source: "role", role: "arn:aws:iam::123456789012:role/cache-backups-backup" },
  });
  const buckets = deployment.resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
  expect(buckets.map(({ inputs }) => inputs.bucket)).toEqual(["example-redis-backups", "example-redis-backups-west"]);
  expect(JSON.stringify(find(deployment, "cache-backups-backup-objects").inputs)).toContain(
    settings.backup!.prefix ?? "shop-redis/cache",
  );
});

test("library: the application takes the connection's Secret, and carries the label that lets it in", async () => {
  const deployment = await run<typeof import("../../examples/library/index.js")>("library");

  expect(kindsOf(deployment)).toContain("Shop");
  const connection = find(deployment, "shop-cache-connection").inputs as { metadata: { name: string } };
  const { spec } = find(deployment, "shop-app").inputs as { spec: { template: object } };
  expect(JSON.stringify(spec.template)).toContain(`"secretRef":{"name":"${connection.metadata.name}"}`);
  const [label] = /redis-cache\/[a-z-]+-client/.exec(JSON.stringify(spec.template))!;
  expect(JSON.stringify(find(deployment, "shop-cache-redis-policy").inputs)).toContain(label);
});
