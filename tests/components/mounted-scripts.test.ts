import { execFileSync } from "node:child_process";
import { mountedScripts } from "../../components/kubernetes/mounted-scripts";
import { runtimeScripts } from "../../runtime";

/** As the shell has read it, but for empty lines, which stand where a comment was, and comments within awk. */
const parsed = (text: string) =>
  execFileSync("bash", ["--pretty-print"], { input: text, encoding: "utf8" })
    .split("\n")
    .filter((line) => !/^\s*(#.*)?$/.test(line));

it("mounts every script as it is, but for its comments", () => {
  const mounted = mountedScripts();
  expect(Object.keys(mounted)).toEqual(Object.keys(runtimeScripts()));
  for (const [name, text] of Object.entries(runtimeScripts())) {
    expect([name, parsed(mounted[name]!)]).toEqual([name, parsed(text)]);
  }
});

it("keeps them small enough for what kubectl apply notes in an annotation", () => {
  expect(JSON.stringify(mountedScripts()).length).toBeLessThan(240 * 1024);
});
