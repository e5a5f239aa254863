import { ok, pause, said, until, type Vector } from "./vector";

export const time: readonly Vector[] = [
  {
    what: "25. an expired value is served while it loads, or where it cannot",
    needs: ["stale"],
    run: async ({ start }) => {
      const driver = await start();
      let source: () => unknown = () => 1;
      driver.source = () => source();
      const options = { ttl: 1, stale: 60 };
      await driver.fetch("k", options);
      await pause(1100);
      source = () => pause(500).then(() => 2);
      const { value, ms } = await driver.timed("k", options);
      if (value !== 1 || ms > 300) return `waits ${ms.toFixed(0)} ms`;
      await until(async () => (await driver.fetch("k", options)) === 2);
      await pause(1100);
      source = () => Promise.reject(new Error("no source"));
      const found = [await said(driver.fetch("k", options)), await said(driver.fetch("k", options))];
      return found.every((one) => one === "2") ? ok : `the loader fails: ${found.join(", ")}`;
    },
  },
  {
    what: "25. early refresh: 100 readers/s wait for no load but the first",
    needs: ["early"],
    run: async ({ start }) => {
      const driver = await start();
      driver.source = () => pause(200).then(() => 1);
      const options = { ttl: 2, early: true };
      await driver.fetch("k", options);
      let late = 0;
      const ends = performance.now() + 8000;
      while (performance.now() < ends) {
        const { ms } = await driver.timed("k", options);
        if (ms > 150) late++;
        await pause(10);
      }
      const loads = driver.loads.length;
      if (late > 1) return `${late} readers wait`;
      return loads >= 3 && loads <= 12 ? `${ok}, ${loads} loads` : `${loads} loads`;
    },
  },
];
