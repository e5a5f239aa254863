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
