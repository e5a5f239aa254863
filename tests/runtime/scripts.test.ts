import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtimeScripts, scriptPaths, scriptsIn } from "../../runtime";

const repository = join(__dirname, "../..");
const scripts = runtimeScripts();
const programs = Object.keys(scripts).filter((name) => scripts[name]!.startsWith("#!/bin/sh\n"));

test("every file is a program or a part of one", () => {
  const found = new Set(programs);
  // What is added while it runs is visited too.
  for (const name of found) {
    for (const [, part] of scripts[name]!.matchAll(/^\. "\$SCRIPTS_DIR\/(.+)"$/gm)) found.add(part!);
  }
  expect([...found].sort()).toEqual(Object.keys(scripts).sort());
});

test.each(programs)("%s says how it is started", (name) => {
  expect(scripts[name]).toMatch(/^#!\/bin\/sh\n# Usage: /);
});

test("no function is longer than 40 lines", () => {
  for (const [name, text] of Object.entries(scripts)) {
    for (const [, fn, body] of text.matchAll(/^(\w+)\(\) \{\n(.*?)^\}/gms)) {
      expect([name, fn, body!.split("\n").length <= 40]).toEqual([name, fn, true]);
    }
  }
});

test("the shell lint reads all programs", () => {
  const { scripts: commands } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const [, findPrograms] = /\$\((.+)\)/.exec(commands["lint:sh"]!)!;

  const found = execFileSync("sh", ["-c", findPrograms!], { cwd: repository, encoding: "utf8" }).split("\n");

  const paths = scriptPaths().filter((path) => programs.includes(path.split("/").at(-1)!));
  expect(found).toEqual(expect.arrayContaining(paths.map((path) => `./runtime/${path}`)));
});

test("two scripts of one name, in two folders, are refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "scripts-"));
  try {
    for (const room of ["one", "other"]) {
      mkdirSync(join(folder, room));
      writeFileSync(join(folder, room, "state.sh"), "");
    }
    expect(() => scriptsIn(folder)).toThrow("two scripts are named state.sh");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
