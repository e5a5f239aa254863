import { refuses } from "../../support/refused";

refuses([
  [
    "no persistence where durability is promised",
    { preset: "messaging", persistence: { mode: "none" } },
    "persistence.mode",
    "none",
    /survive a restart/,
  ],
  [
    "a mode that loses the offset",
    { persistence: { mode: "aof" } },
    "persistence.mode",
    "aof",
    /one of aofAndRdb, none/,
  ],
  [
    "an fsync left to the kernel",
    { persistence: { fsync: "no" } },
    "persistence.fsync",
    "no",
    /one of everysec, always/,
  ],
  ["no snapshot", { persistence: { save: [] } }, "persistence.save", [], /replication offset/],
  [
    "a snapshot without a number of changes",
    { persistence: { save: ["900"] } },
    "persistence.save.0",
    "900",
    /SECONDS CHANGES/,
  ],
  ["one text for a list", { persistence: { save: "900 1" } }, "persistence.save", "900 1", /a list, not text/],
]);
