import { Gate, loadsOf, ok, pause, said, until, type Vector, within } from "./vector";

export const oneLoad: readonly Vector[] = [
  {
    what: "5. 50 fetches at once in a process: 1 load",
    run: async ({ start }) => {
      const driver = await start();
      driver.source = () => pause(100).then(() => 1);
      await Promise.all(Array.from({ length: 50 }, () => driver.fetch("k")));
      return loads(driver.loads.length);
    },
  },
  {
    what: "6. 20 processes at once, cold key: 1 load",
    run: async ({ startMany }) => {
      const drivers = await startMany(20);
      await Promise.all(drivers.map((driver) => driver.fetch("warm")));
      for (const driver of drivers) driver.source = () => pause(500).then(() => 1);
      const fetched = Promise.all(drivers.map((driver) => driver.fetch("cold")));
      return within(
        15_000,
        "fetch",
        fetched.then(() => loads(loadsOf(drivers, "cold"))),
      );
    },
  },
  {
    what: "7. the loading process is killed: another loads soon",
    run: async ({ startMany }) => {
      const [first, ...others] = await startMany(3);
      first!.source = () => new Promise(() => {});
      void first!.fetch("k", { leaseMs: 1000 }).catch(() => {});
      if (!(await until(() => first!.loads.length === 1))) return "does not load";
      const fetched = Promise.all(others.map((driver) => driver.fetch("k", { leaseMs: 1000 })));
      await first!.kill();
      return within(
        8000,
        "fetch",
        fetched.then(() => ok),
      );
    },
  },
  {
    what: "8. a loader that outlives its lease: no error, few loads",
    run: async ({ startMany }) => {
      const drivers = await startMany(3);
      for (const driver of drivers) driver.source = () => pause(700).then(() => 1);
      const fetched = Promise.all(drivers.map((driver) => driver.fetch("k", { leaseMs: 300 })));
      const most = 3;
      return within(
        10_000,
        "fetch",
        fetched.then(() => (loadsOf(drivers, "k") <= most ? ok : loads(loadsOf(drivers, "k")))),
      );
    },
  },
  {
    what: "9. a loader's error reaches all its callers, and nothing is stored",
    run: async ({ start }) => {
      const [driver, other] = [await start(), await start()];
      const gate = new Gate();
      driver.source = async () => {
        await gate.passed;
        throw new Error("no source");
      };
      const calls = Array.from({ length: 5 }, () => said(driver.fetch("k")));
      await until(() => driver.loads.length > 0);
      gate.open();
      const answers = new Set(await Promise.all(calls));
      if (answers.size !== 1 || !answers.has("throws")) return `gives ${[...answers].join(", ")}`;
      return within(
        3000,
        "the next fetch",
        other.fetch("k").then((value) => (value === 42 ? ok : `gives ${JSON.stringify(value)}`)),
      );
    },
  },
];

const loads = (count: number) => (count === 1 ? ok : `${count} loads`);
