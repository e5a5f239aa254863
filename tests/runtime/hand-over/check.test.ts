import { spawnSync } from "node:child_process";
import { join } from "node:path";

const script = join(__dirname, "../../../runtime/hand-over/hand-over-1-check.sh");

/** Whether a hand-over may begin, where these are the flags that Sentinels give the master. */
function mayBegin(flags: string[], of = "10.0.0.1:6379"): boolean {
  const views = flags.map((one, i) => `sentinel-${i} ${of} 3 ${one}`).join("\n");
  const env = { PATH: process.env.PATH, replaced: "10.0.0.1:6379", views };
  return spawnSync("sh", ["-c", `. "${script}"; all_hold_it_for_up`], { env }).status === 0;
}

test.each([
  [true, "master", "master"],
  [true, "master,disconnected", "master"],
  [true, "master,disconnected", "master,disconnected"],
  [false, "s_down,master", "master"],
  [false, "s_down,master,disconnected", "master"],
  [false, "s_down,o_down,master", "master"],
  [false, "master,failover_in_progress", "master"],
])("%p where Sentinels say %s and %s", (expected, one, other) => {
  expect(mayBegin([one, other])).toBe(expected);
});

test("what a Sentinel says of another master counts for nothing", () => {
  expect(mayBegin(["s_down,master"], "10.0.0.2:6379")).toBe(true);
});
