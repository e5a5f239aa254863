import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./files";

const root = join(__dirname, "../..");

/** `npm run generate` writes what is made from the schema; with `--check` it only fails where that is stale. */
function main(isCheck: boolean): void {
  const stale = generatedFiles.filter(({ path, text }) => text(read(path)) !== read(path));
  for (const { path, text } of isCheck ? [] : stale) write(path, text(read(path)));

  for (const { path } of stale) console.log(`${path}: ${isCheck ? "stale, run `npm run generate`" : "written"}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

function read(path: string): string {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

main(process.argv.includes("--check"));
