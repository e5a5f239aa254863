#!/usr/bin/env node
"use strict";
// Starts the command-line tool. Plain JavaScript without dependencies, because in a fresh clone there are none yet.

const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { requireDependencies } = require("./dependencies");

const root = join(__dirname, "..");

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});

async function main() {
  requireNode(20, 19);
  const inClone = existsSync(join(root, "cli", "main.ts"));
  if (inClone) {
    await requireDependencies();
    require("tsx/cjs");
  }
  const { main: run } = require(inClone ? "../cli/main.ts" : "../dist/cli/main.js");
  await run(process.argv);
}

function requireNode(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Error(`Node ${process.versions.node} is too old: redis-cache needs ${major}.${minor} or later.`);
}
