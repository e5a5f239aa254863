"use strict";
// The dependencies of a clone, installed where they are not there yet: by the tool's start, and before npm scripts that
// need them. Plain JavaScript without dependencies.

const { spawn } = require("node:child_process");
const { accessSync, constants, existsSync, readFileSync, statSync, utimesSync } = require("node:fs");
const { homedir, tmpdir } = require("node:os");
const { join } = require("node:path");

const root = join(__dirname, "..");
const lockFile = join(root, "package-lock.json");
const installedLockFile = join(root, "node_modules", ".package-lock.json");

async function requireDependencies() {
  if (!dependenciesInstalled()) await installDependencies();
}

/**
 * Times are compared first because that is fast; contents decide, since npm and git touch files without changing them.
 */
function dependenciesInstalled() {
  if (!existsSync(lockFile)) return true;
  if (!existsSync(installedLockFile)) return false;
  if (statSync(installedLockFile).mtimeMs >= statSync(lockFile).mtimeMs) return true;
  if (!sameVersions()) return false;
  utimesSync(installedLockFile, new Date(), new Date());
  return true;
}

function sameVersions() {
  const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const installed = packagesOf(installedLockFile);
  return Object.entries(packagesOf(lockFile)).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function installDependencies() {
  // Not `npm ci`: it refuses a lock file without the optional packages of other systems, which not every registry has.
  // With --no-save the lock file stays as it is.
  const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stderr.write(`Installing dependencies: npm ${args.join(" ")}\n`);
  const progress = setInterval(() => process.stderr.write(`  still installing, ${seconds()} s\n`), 10_000);
  return new Promise((resolve, reject) => {
    // Standard output stays free for what the command itself prints (`env`, `--json`).
    const env = { ...(!isWritable(homedir()) && { npm_config_cache: join(tmpdir(), "npm-cache") }), ...process.env };
    const npm = spawn("npm", args, { cwd: root, env, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
    npm.on("error", reject);
    npm.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`npm install ended with ${signal ?? `code ${code}`}. Run it in ${root} to see why.`));
    });
  }).finally(() => clearInterval(progress));
}

/** npm keeps what it has downloaded in HOME. */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

module.exports = { requireDependencies };

if (require.main === module) {
  requireDependencies().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
