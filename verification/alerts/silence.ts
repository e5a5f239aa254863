import { setTimeout as delay } from "node:timers/promises";
import type { Scene } from "./scene";
import type { AlertWatch } from "./watch";

/** What a healthy instance has been through, and what was alerted of it. */
export interface Silence {
  minutes: number;
  fired: string[];
  /** True for a while, but not for as long as their `for`. */
  pending: string[];
  /** What the load says of itself. */
  load: string;
}

/** When the role moves, in parts of the whole time. */
const handOvers = [0.4, 0.7];

/** Instance `quiet` under load; resolves when it has rolled, with what resolves when its time is over. */
export async function keepQuiet(
  scene: Scene,
  watch: AlertWatch,
  minutes: number,
  tell: (line: string) => void,
): Promise<() => Promise<Silence>> {
  const seconds = Math.round(minutes * 60);
  const begun = Date.now();
  const place = ["-s", "local", "-i", "quiet"];
  const load = scene.tool("load", ...place, "--for", String(seconds));
  load.catch(() => undefined); // Awaited below.
  tell("a rolling restart of quiet under load");
  await scene.rollQuiet();
  const whole = async (): Promise<Silence> => {
    for (const at of handOvers) {
      await delay(Math.max(0, begun + at * seconds * 1_000 - Date.now()));
      await scene.tool("failover", ...place, "--yes");
      tell("quiet has handed over");
    }
    const said = (await load).trim().split("\n").at(-1)!;
    const elapsed = (Date.now() - begun) / 60_000;
    const [fired, pending] = await Promise.all([
      watch.hadAlerts("firing", elapsed),
      watch.hadAlerts("pending", elapsed),
    ]);
    return { minutes: elapsed, fired, pending, load: said };
  };
  return whole;
}
