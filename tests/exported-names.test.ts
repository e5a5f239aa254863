import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const repository = join(__dirname, "..");
const layers = ["cli", "components", "configs", "policies", "providers", "review", "stacks"];

/** A policy has the name of what it asks for, and imports nothing of the settings and components that it checks. */
const mayShare = ["backup", "disruptionBudgets", "tls"];

test("no two files declare an export of the same name", () => {
  const files = layers.flatMap((layer) => sourcesIn(join(repository, layer)));
  const owners = new Map<string, string[]>();
  for (const file of files) {
    for (const name of new Set(exportsOf(file))) {
      owners.set(name, [...(owners.get(name) ?? []), relative(repository, file)]);
    }
  }
  expect(owners.size).toBeGreaterThan(100);
  const shared = [...owners].filter(([, declaring]) => declaring.length > 1);
  expect(shared.filter(([name]) => !mayShare.includes(name))).toEqual([]);
  expect(shared.map(([name]) => name)).toEqual(expect.arrayContaining(mayShare));
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
    .map((path) => join(folder, path));
}

/** The names that a file declares and exports; what it passes on from another file is declared there. */
function exportsOf(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  return statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? declaredBy(statement) : [];
  });
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const { name } = statement as { name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}
