const { existsSync } = require("node:fs");
const { join, relative } = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

const root = join(__dirname, "../..");

/** The files that take longest, as they were measured alone beside others. */
const longest = [
  "tests/runtime/config/certificates.process.test.ts",
  "tests/cache-client/python.process.test.ts",
  "tests/cli/local-stack.process.test.ts",
  "tests/failure/cold-start.process.test.ts",
  "tests/failure/engines.process.test.ts",
  "tests/cli/secrets/rotate.process.test.ts",
  "tests/cli/docker/pulumi.process.test.ts",
  "tests/cli/failover/cut-over.process.test.ts",
  "tests/runtime/restore/restore-first.process.test.ts",
  "tests/cli/backup/stack.process.test.ts",
  "tests/packaging.process.test.ts",
  "tests/runtime/backup/store.process.test.ts",
  "tests/failure/hand-over.process.test.ts",
  "tests/runtime/backup/backup.process.test.ts",
  "tests/docs/commands.process.test.ts",
  "tests/failure/steps.process.test.ts",
  "tests/providers/local/node.process.test.ts",
  "tests/runtime/restore/restore.process.test.ts",
  "tests/failure/frozen.process.test.ts",
  "tests/cache-client/instance.process.test.ts",
  "tests/verification/chaos/chaos.process.test.ts",
  "tests/verification/classes/classes.test.ts",
  "tests/review/review.test.ts",
  "tests/runtime/external/external.process.test.ts",
  "tests/failure/sentinels.process.test.ts",
  "tests/failure/concurrent.process.test.ts",
  "tests/runtime/config/live.process.test.ts",
  "tests/runtime/restore/drill.process.test.ts",
  "tests/failure/clients.process.test.ts",
  "tests/providers/local/interruption.process.test.ts",
];
const gone = longest.filter((file) => !existsSync(join(root, file)));
if (gone.length > 0) throw new Error(`${__filename} names files that are gone: ${gone.join(", ")}`);

/**
 * Starts long files first, since one that starts late runs alone at the end; without a cache jest orders them by size.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => [...longest, relative(root, path)].indexOf(relative(root, path));
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
