import type { Document, Node, Pair } from "yaml";
import { isAlias, isMap, isScalar, isSeq, Scalar } from "yaml";

/** The text of a number, or of true or false, as it stands in a file; undefined for any other value. */
export function textAt(document: Document.Parsed, path: readonly string[]): string | undefined {
  const node = path.reduce<Node | undefined>((parent, key) => childOf(document, parent, key), document.contents!);
  const scalar = resolved(document, node);
  if (!isScalar(scalar) || scalar.type !== Scalar.PLAIN) return undefined;
  return typeof scalar.value === "number" || typeof scalar.value === "boolean" ? scalar.source : undefined;
}

function childOf(document: Document.Parsed, parent: Node | undefined, key: string): Node | undefined {
  const group = resolved(document, parent);
  if (isSeq<Node>(group)) return group.items[Number(key)];
  if (!isMap<Node, Node>(group)) return undefined;
  const own = group.items.find((pair) => keyOf(pair) === key);
  return own ? (own.value ?? undefined) : mergedChild(document, group.items, key);
}

/** What stands in a group by `<<: *base`, or by one of a list of them. */
function mergedChild(document: Document.Parsed, pairs: Pair<Node, Node | null>[], key: string): Node | undefined {
  const bases = pairs.filter((pair) => keyOf(pair) === "<<").map(({ value }) => resolved(document, value ?? undefined));
  const all = bases.flatMap((base) => (isSeq<Node>(base) ? base.items : [base]));
  return all.map((base) => childOf(document, base, key)).find((found) => found !== undefined);
}

function resolved(document: Document.Parsed, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyOf({ key }: Pair<Node, unknown>): string | undefined {
  return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
}
