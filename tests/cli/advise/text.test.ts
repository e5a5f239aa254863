import { stripVTControlCharacters } from "node:util";
import { adviceText } from "../../../cli/advise/text";

it("says what was seen, why, the edit with its class, and what else helps", () => {
  const advice = {
    ...{ subject: "backlog", seen: "1 MiB a second", why: "a full copy", act: "write less" },
    edit: { memory: { reserves: { replicationBacklog: "64Mi" as const } } },
    outcome: { changeClass: "live" as const },
  };
  expect(stripVTControlCharacters(adviceText("cache", [advice], 10.2)).split("\n")).toEqual([
    "cache, after a look of 10 s:",
    "",
    "backlog",
    "  seen:    1 MiB a second",
    "  why:     a full copy",
    "  edit:    class live",
    "           redis-cache:instances:",
    "             cache:",
    "               memory:",
    "                 reserves:",
    "                   replicationBacklog: 64Mi",
    "  or:      write less",
  ]);
});

it("says that there is nothing to change", () => {
  expect(stripVTControlCharacters(adviceText("cache", [], 10))).toBe("cache: nothing to change, after a look of 10 s.");
});

it("says how far Prometheus was asked about", () => {
  const text = stripVTControlCharacters(adviceText("cache", [], 10, 7 * 86_400));
  expect(text).toBe("cache: nothing to change, after a look of 10 s, and by the most of the last 7d.");
});

it("says why an edit is refused", () => {
  const advice = {
    subject: "cpu",
    seen: "",
    why: "",
    edit: { cpu: { limit: "4" as const } },
    outcome: { refused: "cpu.limit is odd" },
  };
  expect(adviceText("cache", [advice], 1)).toContain("refused by the settings: cpu.limit is odd");
});
