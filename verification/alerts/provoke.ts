import type { Provocation } from "./provocation";
import type { InstanceName, Scene } from "./scene";
import type { AlertWatch } from "./watch";

/** What became of an alert; times in ms. */
export interface Provoked {
  alert: string;
  words: string;
  /** Its `for`. */
  holds: number;
  /** From the fault to the expression that is true. */
  trueAfter: number;
  /** From there to Alertmanager. */
  fired: number;
  /** From the end of the fault until Alertmanager has it no more. */
  resolved: number;
}

/** Far above what any window and `for` add up to. */
const limitMs = 20 * 60_000;

/** Runs a fault until all its alerts have fired, ends it, and waits until they are gone. */
export async function provoke(
  provocation: Provocation,
  scene: Scene,
  watch: Record<InstanceName, AlertWatch>,
  tell: (line: string) => void,
): Promise<Provoked[]> {
  const { instance, words, alerts } = provocation;
  const own = watch[instance];
  const durations = await own.durations();
  tell(words);
  const begun = Date.now();
  const end = await provocation.begin(scene);
  const fired = await Promise.all(
    alerts.map(async (alert) => {
      const firing = await own.fires(alert, limitMs);
      tell(`${alert} fires`);
      return { alert, ...firing };
    }),
  ).finally(end);
  const ended = Date.now();
  return Promise.all(
    fired.map(async ({ alert, since, arrived }) => {
      const gone = await own.resolves(alert, limitMs);
      tell(`${alert} is resolved`);
      const holds = durations.get(alert)! * 1_000;
      return { alert, words, holds, trueAfter: since - begun, fired: arrived - since, resolved: gone - ended };
    }),
  );
}
