import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { userNames } from "../configs";
import { installedServer } from "../providers/local/installed";
import { run } from "./support/command";
import { type ScratchProject, scratchProject } from "./support/scratch-project";

const repository = join(__dirname, "..");
const { devDependencies, exports } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  devDependencies: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
};

const { engine, version } = installedServer()!;
const settings = {
  server: { engine, version },
  network: { port: 18400, sentinelPort: 18500 },
  storage: { keep: false },
};

const program = `import * as pulumi from "@pulumi/pulumi";
import { RedisCache } from "pulumi-redis-cache";

const cache = new RedisCache("cache", {
  platform: "local",
  settings: ${JSON.stringify(settings)},
  secrets: new pulumi.Config().requireSecretObject("cache"),
  localDirectory: \`\${process.cwd()}/nodes\`,
});
export const { connection } = cache;
`;

const manifest = `name: scratch
runtime: nodejs
plugins:
  providers:
    - name: redis-local
      path: ./node_modules/pulumi-redis-cache/dist/providers/local
`;

const compilerOptions = {
  target: "ES2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  rootDir: ".",
  strict: true,
  skipLibCheck: true,
};

jest.setTimeout(300_000);

let folder: string;
let project: ScratchProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "redis-cache-pack-"));
  project = await scratchProject({
    "index.ts": program,
    "Pulumi.yaml": manifest,
    "tsconfig.json": JSON.stringify({ compilerOptions }),
  });
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: repository });
  expect(packed).toMatchObject({ exitCode: 0 });
  const tarball = join(folder, packed.output.trim().split("\n").at(-1)!);

  await rm(join(project.directory, "node_modules"));
  const companions = ["@pulumi/pulumi", "typescript"].map((name) => `${name}@${devDependencies[name]}`);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const installed = await run("npm", ["install", ...flags, tarball, ...companions], { cwd: project.directory });
  expect(installed).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await project.remove();
  await rm(folder, { recursive: true, force: true });
});

test("what package.json exports is in the package, and so is the licence", () => {
  const packed = join(project.directory, "node_modules/pulumi-redis-cache");
  const files = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? target : Object.values(target),
  );
  expect([...files, "LICENSE"].filter((file) => !existsSync(join(packed, file)))).toEqual([]);
});

test("a program of ten lines that imports the packed library is checked and previewed", async () => {
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(10);
  const passwords = Object.fromEntries(userNames.map((user) => [user, `password-of-${user}-1234`]));
  await project.pulumi("config", "set", "--secret", "cache", JSON.stringify(passwords));

  const { output, exitCode } = await project.pulumi("preview", "--diff");

  expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
  expect(output).toMatch(/\+ 11 to create/);
  expect(output).toMatch(/redis-local:index:Node: \(create\)/);
  expect(output).not.toContain("password-of-");
});

test("the compiled provider and scripts run the nodes", async () => {
  const up = await project.pulumi("up", "--yes", "--skip-preview");
  const down = await project.pulumi("destroy", "--yes", "--skip-preview");

  expect(up).toMatchObject({ exitCode: 0 });
  expect(down).toMatchObject({ exitCode: 0 });
});

describe("the examples, with the packed library", () => {
  const examples = () => join(project.directory, "examples");
  beforeAll(() => cp(join(repository, "examples"), examples(), { recursive: true }));

  test("are type-checked", async () => {
    // The package of AWS is large, and the one of the repository does.
    symlinkSync(join(repository, "node_modules/@pulumi/aws"), join(project.directory, "node_modules/@pulumi/aws"));
    const all = { extends: "./local/tsconfig.json", include: ["*/*.ts"] };
    await project.write("examples/tsconfig.json", JSON.stringify(all));
    const checked = await run("../node_modules/.bin/tsc", ["--noEmit", "--preserveSymlinks"], { cwd: examples() });
    expect(checked).toEqual({ exitCode: 0, output: "" });
    const files = await run("../node_modules/.bin/tsc", ["--listFilesOnly"], { cwd: examples() });
    for (const name of readdirSync(join(repository, "examples")).filter((entry) => !entry.includes("."))) {
      expect(files.output).toContain(`examples/${name}/index.ts`);
    }
  });

  test("local is previewed by the engine, with its settings", async () => {
    const read = (file: string) => readFileSync(join(examples(), "local", file), "utf8");
    const passwords = Object.fromEntries(userNames.map((user) => [user, `password-of-${user}-1234`]));
    const settings = read("Pulumi.local.yaml").replace(
      'version: "7.0"',
      `version: "${version}"\n        engine: ${engine}`,
    );
    await project.write("Pulumi.test.yaml", settings);
    await project.write("index.ts", read("index.ts"));
    await project.pulumi("config", "set", "--secret", "redis-cache:secrets", JSON.stringify({ cache: passwords }));

    const { output, exitCode } = await project.pulumi("preview");

    expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/\+ 11 to create/);
    expect(output).not.toContain("password-of-");
  });
});
