import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import type { MemoryTable } from "../../capacity/table";
import { withScratchServer, type ScratchServer } from "../../cli/server/scratch";
import { prepareServers, testServers } from "../../tests/support/servers";
import { collectionTable } from "./collections";
import { keyspaceOf } from "./keyspace";
import { streamRows } from "./streams";
import { stringRows } from "./strings";

/**
 * `npm run generate:memory` measures what data take on every server of the tests that has jemalloc, and writes
 * capacity/tables/; it takes some minutes. `npm run generate:memory -- 8.2` does it for one version.
 */
async function main([only = ""]: readonly string[]): Promise<void> {
  await prepareServers(tell);
  mkdirSync(folder, { recursive: true });
  for (const { binary, engine, version } of testServers().filter(({ version }) => version.startsWith(only))) {
    const table = await withScratchServer(binary, tableOf);
    if (!table) continue;
    const minor = version.split(".").slice(0, 2).join(".");
    const text = await format(JSON.stringify(table), { parser: "json", printWidth: 120 });
    writeFileSync(join(folder, `${engine}-${minor}.json`), text);
  }
}

const folder = join(__dirname, "../../capacity/tables");

/** Nothing of servers with another allocator: no image for production has one. */
async function tableOf(server: ScratchServer): Promise<MemoryTable | undefined> {
  const { engine, version, allocator } = server;
  if (!allocator.startsWith("jemalloc")) return void tell(`${engine} ${version} was built with ${allocator}: left out`);
  tell(`${engine} ${version} with ${allocator}`);
  const step = <T>(name: string, work: Promise<T>) => work.then((done) => (tell(`  ${name}`), done));
  return {
    version,
    allocator,
    keyspace: await step("keyspace", keyspaceOf(server)),
    strings: await step("strings", stringRows(server)),
    collections: {
      hashes: await step("hashes", collectionTable(server, "hashes")),
      sets: await step("sets", collectionTable(server, "sets")),
      zsets: await step("zsets", collectionTable(server, "zsets")),
    },
    streams: await step("streams", streamRows(server)),
  };
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
