import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingClasses } from "./classes";

/** `npm run generate:classes` writes what docs/settings.md says of each setting's changes; it takes a minute. */
async function main(): Promise<void> {
  const classes = await settingClasses();
  const refused = Object.keys(classes).filter((path) => classes[path]!.length === 0);
  console.log(`Every change is refused of: ${refused.join(", ") || "none"}`);
  const lines = Object.entries(classes).map(([path, list]) => `  ${JSON.stringify(path)}: ${JSON.stringify(list)}`);
  const text = `{\n${lines.join(",\n")}\n}\n`;
  writeFileSync(join(__dirname, "../../configs/data/setting-classes.json"), text);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
