import { refuses } from "../../support/refused";

describe("unknown keys name the nearest known one", () => {
  refuses([
    ["a group", { sentinels: { count: 3 } }, "sentinels", undefined, /not a known setting/],
    ["a setting of a group", { sentinel: { cuont: 3 } }, "sentinel.cuont", 3, /not a known setting/],
    [
      "a setting of a group in a group",
      { memory: { reserves: { backlog: "1Mi" } } },
      "memory.reserves.backlog",
      undefined,
      /not a known setting/,
    ],
    [
      "a mistyped password, not shown",
      { memory: { passwort: "hunter2" } },
      "memory.passwort",
      undefined,
      /not a known setting/,
    ],
  ]);
});
