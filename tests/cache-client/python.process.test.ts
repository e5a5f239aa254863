import { join } from "node:path";
import { run } from "../support/command";
import { root } from "../support/repository";

/** All of clients/python: vectors, scenarios and faults, for threads and asyncio, on real servers. */
test("the Python client passes its tests", async () => {
  const tsx = require.resolve("tsx/cjs");
  const program = join(root, "verification/python/main.ts");
  const { output, exitCode } = await run(process.execPath, ["-r", tsx, program, "test"], { cwd: root });
  expect(exitCode === 0 ? "" : output).toBe("");
}, 3_600_000);
