import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotOf, stacks } from "./snapshot";

/** `npm run release:snapshot`, a part of a release: what the next one is compared with. */
async function main(): Promise<void> {
  for (const stack of stacks) {
    const snapshot = await snapshotOf(stack);
    writeFileSync(join(__dirname, `released-${stack}.json`), `${JSON.stringify(snapshot, undefined, 2)}\n`);
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
