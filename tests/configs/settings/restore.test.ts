import { refuses } from "../../support/refused";

const backup = { bucket: "b-1" };

refuses([
  ["a backup from nowhere", { restore: { from: "latest" } }, "restore", undefined, /needs setting backup/],
  [
    "a backup that nobody can name",
    { backup, restore: { from: "yesterday" } },
    "restore.from",
    "yesterday",
    /latest, the ID/,
  ],
  [
    "a day that no calendar has",
    { backup, restore: { from: "2026-02-31T03:20" } },
    "restore.from",
    "2026-02-31T03:20",
    /no calendar/,
  ],
  [
    "a month that no year has",
    { backup, restore: { from: "2026-13-01" } },
    "restore.from",
    "2026-13-01",
    /no calendar/,
  ],
  [
    "a restore by a role",
    { backup: { ...backup, credentials: { source: "role" } }, restore: { from: "latest" } },
    "restore",
    undefined,
    /no role/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      [
        "a restore by settings",
        { backup: { server: {} }, restore: { from: "latest" } },
        "restore",
        undefined,
        /is for pods/,
      ],
    ],
    { platform: "local" },
  );
});
