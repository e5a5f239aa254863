import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientFolder, pythonWith } from "../../../benchmarks/python-client";
import { run } from "../../support/command";
import { blocksOf, blocksUnder } from "../../support/page-blocks";
import { root } from "../../support/repository";

/** An empty project of an application, in which the lines of a client's page run as they stand there. */
interface Application {
  /** Where it is. */
  folder: string;
  /** Lines before those of the page. */
  prepared: string;
  /** What stands for the name of the package, which is not published with each change. */
  packed: string;
  language: "js" | "python";
  /** What README.md uses in its lines and does not make, and calls of what it makes: two of a key, and one after a write. */
  around: [before: string, after: string];
  command: (file: string) => string;
}

/**
 * Follows the page of a client from its first line on: in a clone whose stack `local` is deployed, then in an empty
 * project. Each program is run; what it prints beside what the page says it does.
 */
export async function followPage(page: string, clone: string): Promise<{ printed: string; shown?: string }[]> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-application-"));
  try {
    const application = await (page.includes("python") ? pythonApplication : nodeApplication)(folder);
    const first = blocksOf(page).filter(({ heading }) => heading === "redis-cache-client");
    const [inClone, install] = first.filter(({ language }) => language === "sh").map(({ text }) => text.trim());
    const installed = install!.replace("redis-cache-client", application.packed);
    const start = [`cd ${clone}`, inClone, `cd ${application.folder}`, application.prepared, installed].join("\n");
    const programs = first.filter(
      ({ language, text }) => language === application.language && /^(#|\/\/) example/.test(text),
    );
    const shown = first.filter(({ language }) => language === "text").map(({ text }) => text);
    const files = programs.map(({ text }) => {
      const [, file] = /^(?:#|\/\/) (\S+)/.exec(text)!;
      writeFileSync(join(application.folder, file!), text);
      return file!;
    });
    const [before, after] = application.around;
    const [short] = blocksUnder("README.md", "In applications", application.language);
    files.push(application.language === "js" ? "short.mjs" : "short.py");
    writeFileSync(join(application.folder, files.at(-1)!), `${before}\n${short!}\n${after}\n`);
    shown[files.length - 1] = "1\n1\n2\n";
    const prints = files.map((file, i) => `${application.command(file)} > printed-${i}`);
    const { exitCode, output } = await run("bash", ["-euo", "pipefail", "-c", [start, ...prints].join("\n")]);
    if (exitCode !== 0) throw new Error(`${page}: exit code ${exitCode}\n${output}`);
    return files.map((_, i) => ({
      printed: readFileSync(join(application.folder, `printed-${i}`), "utf8"),
      shown: shown[i],
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function nodeApplication(folder: string): Promise<Application> {
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: join(root, "clients/node"),
  });
  if (packed.exitCode !== 0) throw new Error(packed.output);
  const own = join(folder, "shop");
  mkdirSync(own);
  const tarball = join(folder, fileIn(folder, ".tgz"));
  return {
    ...{ folder: own, prepared: "npm init -y > /dev/null", packed: tarball, language: "js" },
    around: [
      "let reads = 0;\nconst database = { product: () => ++reads };",
      "for (let i = 0; i < 2; i++) console.log(await product(1));\n" +
        "await changed(1);\nconsole.log(await product(1));\nprocess.exit();",
    ],
    command: (file) => `node ${file}`,
  };
}

async function pythonApplication(folder: string): Promise<Application> {
  const python = await pythonWith("requirements-dev.txt", () => {});
  const built = await run(python, ["-m", "build", "--no-isolation", "--wheel", "--outdir", folder, clientFolder]);
  if (built.exitCode !== 0) throw new Error(built.output);
  const bin = join(folder, "venv", "bin");
  // Debian's Python makes an environment with pip only where another package is installed.
  const prepared = [
    "with_pip=$(command -v python3)",
    `python3 -m venv --without-pip ${join(folder, "venv")}`,
    `. ${join(bin, "activate")}`,
    `pip() { "$with_pip" -m pip --python ${join(bin, "python")} "$@"; }`,
  ];
  return {
    ...{ folder, prepared: prepared.join("\n"), packed: join(folder, fileIn(folder, ".whl")), language: "python" },
    around: [
      "import itertools\nimport types\n\nreads = itertools.count(1)\n" +
        "database = types.SimpleNamespace(product=lambda id: next(reads))",
      // Another key: the two share a cache.
      "for _ in range(2):\n    print(product(2))\nchanged(2)\nprint(product(2))",
    ],
    command: (file) => `python ${file}`,
  };
}

function fileIn(folder: string, end: string): string {
  return readdirSync(folder).find((name) => name.endsWith(end))!;
}
