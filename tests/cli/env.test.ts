import { execFileSync } from "node:child_process";
import { exportLines } from "../../cli/commands/env";

it("prints lines that a shell reads back as they were", () => {
  const value = 'it\'s a "$HOME" `x` \\ line\nand another';
  const lines = exportLines({ B_VARIABLE: value, A_VARIABLE: "a" }, ["GONE"]);
  expect(lines.map((line) => line.split("=")[0])).toEqual(["unset GONE", "export A_VARIABLE", "export B_VARIABLE"]);
  const script = `${lines.join("\n")}\nprintf %s "$B_VARIABLE\${GONE-}"`;
  expect(execFileSync("sh", ["-c", script], { env: { GONE: "still here" }, encoding: "utf8" })).toBe(value);
});
