import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePorts } from "../benchmarks/free-ports";
import type { Connection } from "../components";
import { userNames } from "../configs";
import { installedServer } from "../providers/local/installed";
import { run } from "./support/command";
import { blocksUnder, commandsUnder } from "./support/page-blocks";
import { type ScratchProject, scratchProject } from "./support/scratch-project";

const repository = join(__dirname, "..");
const { devDependencies, exports } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  devDependencies: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
};

const { engine, version } = installedServer()!;

/** What the README shows, with ports of its own. */
const shown = (language: string) => blocksUnder("README.md", "As a library", language).join("");
let program: string;

/** The files of `pulumi new typescript` (github.com/pulumi/templates, folder typescript). */
const template = {
  "Pulumi.yaml": "name: shop\ndescription: A minimal TypeScript Pulumi program\nruntime: nodejs\n",
  "package.json": JSON.stringify({
    name: "shop",
    main: "index.ts",
    devDependencies: { "@types/node": "^18", typescript: "^5.0.0" },
    dependencies: { "@pulumi/pulumi": "^3.113.0" },
  }),
};

const compilerOptions = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "nodenext",
  moduleResolution: "nodenext",
  sourceMap: true,
  experimentalDecorators: true,
  pretty: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
};
const stock = { compilerOptions, files: ["index.ts"] };
/** Those of the template until 2025, whose modules are found by `main` and `types`. */
const stockBefore = { ...stock, compilerOptions: { ...compilerOptions, module: "commonjs", moduleResolution: "node" } };

let folder: string;
let project: ScratchProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "redis-cache-pack-"));
  const [redis, sentinel] = [await freePorts(3), await freePorts(3)];
  program = shown("ts").replace("memory:", `network: { port: ${redis}, sentinelPort: ${sentinel} }, memory:`);
  project = await scratchProject({
    ...template,
    "Pulumi.yaml": template["Pulumi.yaml"] + shown("yaml"),
    "index.ts": program,
    "tsconfig.json": JSON.stringify(stock),
  });
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: repository });
  expect(packed).toMatchObject({ exitCode: 0 });
  const tarball = join(folder, packed.output.trim().split("\n").at(-1)!);

  await rm(join(project.directory, "node_modules"));
  const companions = ["@pulumi/pulumi", "@pulumi/kubernetes"].map((name) => `${name}@${devDependencies[name]}`);
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

describe("the README's example", () => {
  it("has commands that make its passwords", async () => {
    const [install, ...commands] = commandsUnder("README.md", "As a library");
    expect(install).toBe("npm install pulumi-redis-cache @pulumi/kubernetes");
    for (const command of commands) expect(await project.shell(command)).toMatchObject({ exitCode: 0 });
  });

  it("is checked by the compiler, deployed by the engine, and answers with the password that was made", async () => {
    expect(await run("node_modules/.bin/tsc", ["--noEmit"], { cwd: project.directory })).toMatchObject({ exitCode: 0 });
    expect(await project.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ exitCode: 0 });
    const { output } = await project.pulumi("stack", "output", "connection", "--json", "--show-secrets");
    const { sentinels, masterName, username, password } = JSON.parse(output) as Connection;
    const client = new Redis({
      sentinels,
      name: masterName,
      ...{ username, password, sentinelUsername: username, sentinelPassword: password },
    });
    expect(await client.ping().finally(() => client.disconnect())).toBe("PONG");
  });

  it.each<[string, object | undefined]>([
    ["of the template before", stockBefore],
    ["that is not there", undefined],
  ])("runs with a tsconfig %s, to the same result", async (_, tsconfig) => {
    await rm(join(project.directory, "tsconfig.json"), { force: true });
    if (tsconfig) await project.write("tsconfig.json", JSON.stringify(tsconfig));
    expect(await project.pulumi("preview", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
  });

  it("runs with the TypeScript that Pulumi brings, where the project has none", async () => {
    const own = join(project.directory, "node_modules/typescript");
    renameSync(own, `${own}.away`);
    expect(await project.pulumi("preview", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
    renameSync(`${own}.away`, own);
  });

  it("is refused by the compiler where a setting is of another type", async () => {
    await project.write("tsconfig.json", JSON.stringify(stockBefore));
    await project.write("index.ts", program.replace('limit: "1Gi"', "limit: 1"));
    const { output, exitCode } = await project.pulumi("preview");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("TS2322");
    await project.write("index.ts", program);
  });

  it("is destroyed again", async () => {
    expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ exitCode: 0 });
  });
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
    await project.write("tsconfig.json", JSON.stringify(stock));
    await project.pulumi("config", "set", "--secret", "redis-cache:secrets", JSON.stringify({ cache: passwords }));

    const { output, exitCode } = await project.pulumi("preview");

    expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/\+ 11 to create/);
    expect(output).not.toContain("password-of-");
  });
});
