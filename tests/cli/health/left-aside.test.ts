import { parseNote } from "../../../cli/health/left-aside";

it("reads a line for each kind", () => {
  const note = "files tls.crt ended at 2026-11-28; so it is\ndata the server could not read what is now in /data/u\n";
  expect(parseNote("cache-master-0", note)).toEqual([
    { node: "cache-master-0", what: "files", reason: "tls.crt ended at 2026-11-28; so it is" },
    { node: "cache-master-0", what: "data", reason: "the server could not read what is now in /data/u" },
  ]);
});

it.each(["", "\n", "others of a later version\n"])("reads nothing in %j", (note) => {
  expect(parseNote("cache-master-0", note)).toEqual([]);
});
