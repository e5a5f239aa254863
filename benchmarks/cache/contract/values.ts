import { specialValues } from "../protocol";
import { ok, said, same, type Vector } from "./vector";

const falsy = [0, false, "", null, []];

export const values: readonly Vector[] = [
  {
    what: "1. 0, false, empty text, null and [] are hits",
    run: async ({ start }) => {
      const driver = await start();
      const missed: string[] = [];
      for (const [i, value] of falsy.entries()) {
        driver.source = () => value;
        const key = `falsy ${i}`;
        const [, again] = [await driver.fetch(key), await driver.fetch(key)];
        const name = JSON.stringify(value);
        if (driver.loads.filter((one) => one === key).length > 1) missed.push(`${name} missed`);
        else if (JSON.stringify(again) !== name) missed.push(`${name} comes back as ${JSON.stringify(again)}`);
      }
      return missed.join(", ") || ok;
    },
  },
  {
    what: "2. what the codec cannot keep is refused",
    run: async ({ start }) => {
      const driver = await start();
      const changed: string[] = [];
      for (const name of specialValues) {
        const { value } = await driver.order<string>({ do: "value", name });
        if (value === "changed" || (name === "text" && value !== "kept")) changed.push(name);
      }
      return changed.length > 0 ? `${changed.join(", ")} changed` : ok;
    },
  },
  {
    what: "3. the other language reads the entry, its tags too",
    needs: ["lease"],
    run: async ({ start, startTwin }) => {
      const [driver, twin] = [await start(), await startTwin()];
      const tags = ["b", "a b,=%", "🔑"];
      driver.source = () => ({ a: [1, null, "🔑 \0"] });
      const value = await driver.fetch("k", { tags });
      const read = same(await twin.fetch("k", { tags }), value);
      if (read !== ok || twin.loads.length > 0) return twin.loads.length > 0 ? "is not read" : read;
      await twin.order({ do: "invalidate", tag: "🔑" });
      driver.source = () => 2;
      return same(await driver.fetch("k", { tags }), 2);
    },
  },
  {
    what: "4. a broken entry is loaded anew, and is a hit then",
    run: async ({ start, server: { admin } }) => {
      const driver = await start();
      const faults: string[] = [];
      driver.source = () => 7;
      for (const broken of ["{broken", "", "a list"]) {
        await driver.fetch("broken");
        const keys = (await admin.keys("*broken*")).filter((key) => !key.includes("key:"));
        for (const key of keys) {
          await admin.del(key);
          if (broken === "a list") await admin.rpush(key, "x");
          else await admin.set(key, broken);
        }
        const name = broken === "" ? "empty" : broken;
        const value = await said(driver.fetch("broken"));
        if (value !== "7") faults.push(`${name}: ${value}`);
        const loads = driver.loads.length;
        const again = await said(driver.fetch("broken"));
        if (value === "7" && again !== "7") faults.push(`${name}: then ${again}`);
        else if (value === "7" && driver.loads.length > loads) faults.push(`${name}: not repaired`);
        await admin.flushall();
      }
      return faults.join(", ") || ok;
    },
  },
  {
    what: "24. a TTL of 0, -1, none or 5m is refused; TTLs are spread",
    run: async ({ start, server: { admin } }) => {
      const driver = await start();
      const taken: string[] = [];
      const refused = { 0: 0, "-1": -1, none: null, "5m": "5m" };
      for (const [name, ttl] of Object.entries(refused)) {
        const value = await said(driver.fetch(`ttl ${name}`, { ttl }));
        if (value !== "throws") taken.push(name);
      }
      await admin.flushall();
      for (let i = 0; i < 20; i++) await driver.fetch(`spread ${i}`, { ttl: 1000 });
      const keys = (await admin.keys("*spread*")).filter((key) => !key.includes("key:"));
      const left = await Promise.all(keys.map((key) => admin.ttl(key)));
      const isSpread = Math.max(...left) - Math.min(...left) > 10;
      return (
        [taken.length > 0 ? `takes ${taken.join(", ")}` : "", isSpread ? "" : "not spread"]
          .filter(Boolean)
          .join("; ") || ok
      );
    },
  },
];
