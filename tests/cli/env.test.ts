import { execFileSync } from "node:child_process";
import { exportLines } from "../../cli/commands/env";

it("prints lines that a shell reads back as they were", () => {
  const value = 'it\'s a "$HOME" `x` \\ line\nand another';
  const lines = exportLines({ B_VARIABLE: value, A_VARIABLE: "a" });
  expect(lines.map((line) => line.split("=")[0])).toEqual(["export A_VARIABLE", "export B_VARIABLE"]);
  const script = `${lines.join("\n")}\nprintf %s "$B_VARIABLE"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(value);
});
