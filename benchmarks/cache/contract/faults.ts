import type { Storm } from "../protocol";
import type { Fault } from "../relay";
import { type Bench, ok, said, until, type Vector, within } from "./vector";

const budgetMs = 100;
/** A machine that does other things too is slower. */
const slackMs = 150;
const limitMs = 4000;

export const faults: readonly Vector[] = [
  {
    what: "14. Redis is down from the start: the loader's value",
    run: async ({ start, relay }) => {
      await relay.fault("down");
      return fromLoader(await start());
    },
  },
  {
    what: "15. Redis is silent: the loader's value, within 0.1 s, then at once",
    run: (bench) => whileFault(bench, "silent"),
  },
  { what: "16. READONLY: the loader's value", run: (bench) => whileFault(bench, "readonly") },
  { what: "17. LOADING: the loader's value", run: (bench) => whileFault(bench, "loading") },
  {
    what: "18. answers after 50 ms are hits, after 400 ms the loader's value",
    run: async ({ start, relay }) => {
      const driver = await start();
      await driver.fetch("k");
      await relay.fault({ slow: 50 });
      const [hit] = await fetchLocally(driver, "k");
      await relay.fault({ slow: 400 });
      const [slow, ms] = await fetchLocally(driver, "k");
      if (hit !== "42") return `50 ms: ${hit}`;
      if (slow !== "7") return slow === "42" ? `waits ${ms.toFixed(0)} ms` : `400 ms: ${slow}`;
      return ms <= budgetMs + slackMs ? ok : `after ${ms.toFixed(0)} ms`;
    },
  },
  { what: "19. an outage under 1,000 fetches/s on 100 keys: no error, at most 64 loads at once", run: storm },
];

type Driver = Awaited<ReturnType<Bench["start"]>>;

async function whileFault({ start, relay }: Bench, fault: Fault): Promise<string> {
  const driver = await start();
  await driver.fetch("warm");
  await relay.fault(fault);
  const verdict = await fromLoader(driver);
  if (!verdict.startsWith(ok)) return verdict;
  await relay.fault("none");
  const back = await until(async () => {
    await said(driver.fetch("back"));
    const loads = driver.loads.length;
    return (await said(driver.fetch("back"))) === "42" && driver.loads.length === loads;
  });
  return back ? verdict : "does not come back";
}

/** The first fetch may take the budget, later ones nothing. */
async function fromLoader(driver: Driver): Promise<string> {
  const [first, firstMs] = await fetchLocally(driver, "away 1", 42);
  if (first !== "42") return first === "throws" ? `throws after ${firstMs.toFixed(0)} ms` : first;
  const [second, secondMs] = await fetchLocally(driver, "away 2", 42);
  const times = `${firstMs.toFixed(0)} ms, then ${secondMs.toFixed(0)} ms`;
  if (second !== "42") return `then ${second}`;
  return firstMs <= budgetMs + slackMs && secondMs <= slackMs / 3 ? `${ok}, ${times}` : `late: ${times}`;
}

/** What a fetch gives and the time that it took, in ms. */
async function fetchLocally(driver: Driver, key: string, value: unknown = 7): Promise<[said: string, ms: number]> {
  const started = performance.now();
  let ms = 0;
  const call = driver.timed(key, {}, { value }).then((answer) => {
    ms = answer.ms;
    return answer.value;
  });
  const answer = await within(limitMs, "fetch", said(call));
  return [answer, ms || performance.now() - started];
}

async function storm({ start, relay }: Bench): Promise<string> {
  const driver = await start();
  await driver.fetch("warm");
  await relay.fault("silent");
  const [ms, loaderMs, keys] = [2000, 50, 100];
  const order = { do: "storm", keys, perSecond: 1000, ms, loaderMs } as const;
  const { value } = await driver.order<Storm>(order);
  const most = keys * (ms / loaderMs);
  if (value.fetches < 100) return "hangs";
  if (value.errors > 0) return `${value.errors} of ${value.fetches} throw`;
  if (value.loads === 0) return "hangs";
  return value.most <= 64 && value.loads <= most ? ok : `${value.most} loads at once`;
}
