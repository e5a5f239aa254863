import type { Driver } from "../driver";
import { type Bench, Gate, ok, pause, said, same, until, type Vector, within } from "./vector";

export const invalidation: readonly Vector[] = [
  {
    what: "10. a loader older than a delete puts nothing back",
    run: async ({ start }) => {
      const driver = await start();
      return oldLoader(driver, driver, {}, () => driver.order({ do: "delete", key: "k" }));
    },
  },
  {
    what: "10. the same, deleted by another process",
    run: async ({ start }) => {
      const [driver, other] = [await start(), await start()];
      return oldLoader(driver, other, {}, () => other.order({ do: "delete", key: "k" }));
    },
  },
  {
    what: "11. the same with a tag, unknown before, known, and evicted",
    needs: ["tags"],
    run: async ({ start, server: { admin } }) => {
      for (const way of ["unknown", "known", "evicted"]) {
        await admin.flushall();
        const [driver, other] = [await start(), await start()];
        if (way !== "unknown") await driver.fetch("before", { tags: ["t"] });
        const evict = async () => {
          const keys = (await admin.keys("*")).filter((key) => !/before|\{k\}|:k$/.test(key));
          if (way === "evicted" && keys.length > 0) await admin.del(...keys);
        };
        const change = async () => {
          await evict();
          await other.order({ do: "invalidate", tag: "t" });
        };
        const verdict = await oldLoader(driver, other, { tags: ["t"] }, change);
        if (verdict !== ok) return `${way}: ${verdict}`;
      }
      return ok;
    },
  },
  {
    what: "12. entries of an evicted tag are misses",
    needs: ["tags"],
    run: async ({ start, server: { admin } }) => {
      const driver = await start();
      let source = 1;
      driver.source = () => source;
      await driver.order({ do: "invalidate", tag: "t" });
      await driver.fetch("evicted", { tags: ["t"] });
      const others = (await admin.keys("*")).filter((key) => !key.includes("evicted"));
      if (others.length > 0) await admin.del(...others);
      source = 2;
      await driver.order({ do: "invalidate", tag: "other" });
      const value = await driver.fetch("evicted", { tags: ["t"] });
      const references = (await admin.keys("*")).filter((key) => !key.includes("evicted"));
      if (references.length > 0) await admin.del(...references);
      await driver.order({ do: "invalidate", tag: "t" });
      source = 3;
      const after = await (await start()).fetch("evicted", { tags: ["t"] });
      return value === 1 && after === 1 ? "an invalidation is lost" : ok;
    },
  },
  { what: "13. a delete while Redis is away is not lost", run: deleteWhileAway },
];

/** One process loads, the source changes, another invalidates, the loader ends. */
async function oldLoader(
  driver: Driver,
  other: Driver,
  options: object,
  change: () => Promise<unknown>,
): Promise<string> {
  let source = 1;
  const gate = new Gate();
  driver.source = async () => {
    const value = source;
    await gate.passed;
    return value;
  };
  const count = driver.loads.length;
  const old = driver.fetch("k", options);
  if (!(await until(() => driver.loads.length > count))) return "does not load";
  source = 2;
  await change();
  gate.open();
  await old;
  driver.source = other.source = () => source;
  const fetched = Promise.all([driver, other].map((one) => one.fetch("k", options)));
  return within(
    8000,
    "fetch",
    fetched.then((values) => (values.every((value) => value === 2) ? ok : "stale")),
  );
}

async function deleteWhileAway({ start, relay }: Bench): Promise<string> {
  const driver = await start();
  let source = 1;
  driver.source = () => source;
  await driver.fetch("k");
  source = 2;
  await relay.fault("down");
  const deleted = within(5000, "delete", said(driver.order({ do: "delete", key: "k" })));
  const answer = await deleted;
  await relay.fault("none");
  // Back when another key is a hit.
  const back = await until(async () => {
    if ((await said(driver.fetch("other"))) === "throws") return false;
    const loads = driver.loads.length;
    return (await said(driver.fetch("other"))) !== "throws" && driver.loads.length === loads;
  }, 8000);
  if (!back) return "does not come back";
  await pause(100);
  const value = same(await driver.fetch("k"), 2);
  return value === ok ? (answer.endsWith("hangs") ? answer : ok) : "stale";
}
