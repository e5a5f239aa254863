import { kilobytesIn, ticksIn } from "../../../benchmarks/failover/processes";

it("adds the time of ended children, whatever the process is called", () => {
  const stat = "42 (sh) 1 (x)) S 1 42 42 0 -1 4194304 500 9000 0 0 3 4 50 60 20 0 1 0 12345 2600000 500";
  expect(ticksIn(stat)).toBe(3 + 4 + 50 + 60);
});

it("takes a process that has ended for one without time", () => {
  expect(ticksIn("")).toBe(0);
});

it("reads sizes of both files of a process", () => {
  expect(kilobytesIn("Name:\tsh\nVmPeak:\t    2600 kB\nVmRSS:\t    1984 kB\n", "VmRSS")).toBe(1984);
  expect(kilobytesIn("Rss:                1984 kB\nPss:                 400 kB\nPss_Dirty: 1 kB\n", "Pss")).toBe(400);
});
