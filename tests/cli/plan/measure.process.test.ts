import { estimate, shapeKinds, tableFor, type Shape } from "../../../capacity";
import { loadWhole, measure, sampleOf } from "../../../cli/plan/measure";
import { withScratchServer } from "../../../cli/server/scratch";
import { testServers } from "../../support/servers";

const shape: Shape = {
  kind: "strings",
  keys: 3_000,
  keyBytes: 18,
  valueBytes: 30,
  elements: 1,
  fieldBytes: 10,
  expiring: 0,
};
const shapes = shapeKinds.map((kind) => ({ ...shape, kind, elements: kind === "strings" ? 1 : 40 }));
const measured = testServers().filter((server) => tableFor(server)?.exact);

it("has servers of every table", () =>
  expect(measured.map(({ version }) => version)).toEqual(["6.2.5", "7.0.15", "8.2.3"]));

describe.each(measured)("$engine $version", ({ binary, engine, version }) => {
  it.each(shapes)("is estimated and measured for $kind", async (one) => {
    const bytes = await withScratchServer(binary, (server) => loadWhole(server, one));
    const { data, sampleKeys } = await measure(binary, one, {
      elements: (one.keys * one.elements) / 8,
      bytes: Infinity,
    });
    expect(sampleKeys).toBe(375);
    expect(Math.abs(data.dataBytes / bytes - 1)).toBeLessThan(0.05);
    expect(Math.abs(estimate(tableFor({ engine, version })!.table, one).dataBytes / bytes - 1)).toBeLessThan(0.1);
  });
});

it("takes samples of whole hash tables' fill, small enough, and all keys where they are few", () => {
  expect(sampleOf({ ...shape, keys: 10e6 })).toBe(156_250);
  expect(sampleOf({ ...shape, keys: 500 })).toBe(500);
  expect(sampleOf({ ...shape, kind: "hashes", keys: 1e6, elements: 100_000 })).toBeLessThan(64);
});
