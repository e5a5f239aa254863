import type { CollectionTable } from "../../capacity/table";
import { compactElement, reference } from "../../capacity/table";
import type { Curve, Steps } from "../../capacity/steps";
import type { Shape } from "../../capacity/shape";
import { elementWrites, keyName, writes } from "../../cli/plan/commands";
import type { ScratchServer } from "../../cli/server/scratch";
import { stepsOf } from "./bisect";
import { emptied } from "../../cli/plan/emptied";

type Kind = "hashes" | "sets" | "zsets";

/** What one kind of collection takes, in its compact form and in the other. */
export async function collectionTable(server: ScratchServer, kind: Kind): Promise<CollectionTable> {
  const compact = await compactLimits(server, kind);
  return {
    ...(compact && { compact: { ...compact, block: await blocks(server, kind, compact.elements) } }),
    spread: await grown(server, { kind, valueBytes: reference.valueBytes }, spreadCounts),
    values: await values(server, kind),
    ...(kind === "hashes" && { fields: await fields(server) }),
  };
}

const names: Record<Kind, string> = { hashes: "hash", sets: "set", zsets: "zset" };

/** As the server itself has them, by its version's words; undefined where it has no compact form of text. */
async function compactLimits(server: ScratchServer, kind: Kind) {
  const limits = await server.configGet(`${names[kind]}-max-*`);
  const limit = (what: string) =>
    limits[`${names[kind]}-max-listpack-${what}`] ?? limits[`${names[kind]}-max-ziplist-${what}`];
  const elements = limit("entries");
  return elements === undefined ? undefined : { elements: Number(elements), elementBytes: Number(limit("value")) };
}

/** By bytes in the block, whatever the size of an element is. */
async function blocks(server: ScratchServer, kind: Kind, most: number): Promise<Steps> {
  const beside = compactElement(kind, { valueBytes: 0, fieldBytes: reference.fieldBytes });
  const keys = 4;
  const take = async (bytes: number) => {
    const count = Math.ceil(bytes / (beside + longest));
    const shorter = Math.floor(bytes / count) - beside;
    const longer = bytes - count * (shorter + beside);
    const empty = await emptied(server);
    for (let key = 0; key < keys; key++) {
      const shape: Shape = { ...reference, kind, keys, elements: count, expiring: 0, valueBytes: shorter + 1 };
      await server.load(elementWrites(shape, keyName(shape, key), 0, longer));
      await server.load(elementWrites({ ...shape, valueBytes: shorter }, keyName(shape, key), longer, count));
    }
    return ((await server.usedMemory()) - empty) / keys;
  };
  return stepsOf({ from: beside + shortest, to: most * (beside + longest) }, take);
}

/** Of a value in a block: long enough for names that differ, and no server keeps longer ones otherwise. */
const shortest = 4;
const longest = 60;

/** Where hash tables double, and in between, where the smaller one is still there. */
const spreadCounts = [1, 2, 3, 4]
  .concat(
    [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048].flatMap((full) =>
      [full + 1, full * 1.25, full * 1.5, full * 1.75, full * 2 - 1, full * 2].filter(
        (count) => count > full && Number.isInteger(count),
      ),
    ),
  )
  .filter((count, i, all) => all.indexOf(count) === i);

const keys = 16;

/** Bytes a key with so many elements, which grow in one and the same keys. */
async function grown(
  server: ScratchServer,
  part: Pick<Shape, "kind" | "valueBytes">,
  counts: readonly number[],
): Promise<Curve> {
  const shape: Shape = { ...reference, keys, elements: 0, expiring: 0, ...part };
  const empty = await emptied(server);
  const curve: [number, number][] = [];
  for (const [i, count] of counts.entries()) {
    for (let key = 0; key < keys; key++) {
      await server.load(elementWrites(shape, keyName(shape, key), counts[i - 1] ?? 0, count));
    }
    curve.push([count, Math.round(((await server.usedMemory()) - empty) / keys)]);
  }
  return curve;
}

/** So many that no server keeps them in a block. */
const many = 1024;

/** An element by its size, beside one of the reference. */
function values(server: ScratchServer, kind: Kind): Promise<Steps> {
  return beside(server, { kind, valueBytes: reference.valueBytes }, (valueBytes) => ({ kind, valueBytes }));
}

function fields(server: ScratchServer): Promise<Steps> {
  const { fieldBytes } = reference;
  return beside(server, { kind: "hashes", fieldBytes }, (length) => ({ kind: "hashes", fieldBytes: length }));
}

type Part = Pick<Shape, "kind"> & Partial<Shape>;

async function beside(server: ScratchServer, base: Part, part: (size: number) => Part): Promise<Steps> {
  const take = async (some: Part) => {
    const shape: Shape = { ...reference, keys: 1, elements: many, expiring: 0, ...some };
    const empty = await emptied(server);
    await server.load(writes(shape));
    return ((await server.usedMemory()) - empty) / many;
  };
  const own = await take(base);
  const to = "valueBytes" in base ? 4096 : 512;
  return stepsOf({ from: 4, to }, async (size) => (await take(part(size))) - own);
}
