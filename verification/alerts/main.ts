import { setMaxListeners } from "node:events";
import { loadavg } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { ensurePrograms, monitoringPrograms, serverPrograms, useLinks } from "../../cli/install/packages";
import { forwardSignals } from "../../cli/process/signals";
import { errorText, exitCode } from "../../cli/terminal/errors";
import { crowds } from "./clients";
import { losses } from "./nodes";
import { provoke, type Provoked } from "./provoke";
import { type Scene, withScene } from "./scene";
import { keepQuiet, type Silence } from "./silence";
import { isInTime, provokedTable, silenceText } from "./table";
import { AlertWatch } from "./watch";

// p-wait-for adds a listener at each look.
setMaxListeners(0);

const program = new Command("npm run alerts:verify --")
  .description(
    "provoke alerts on real instances with a real Prometheus and Alertmanager, and see that a healthy one raises none",
  )
  .option("--minutes <number>", "how long the healthy one is watched", toMinutes, 15)
  .action(main);

async function main({ minutes }: { minutes: number }): Promise<void> {
  useLinks();
  await ensurePrograms([...serverPrograms, ...monitoringPrograms], {});
  console.log("Deploying three instances");
  await withScene(async (scene) => {
    const { provoked, silence } = await verify(scene, minutes);
    console.log(provokedTable(provoked));
    console.log(silenceText(silence));
    console.log(`load of the machine at the end: ${loadavg()[0]!.toFixed(0)}`);
    const late = provoked.filter((row) => !isInTime(row)).length;
    console.log(`${provoked.length - late} of ${provoked.length} alerts fired within their \`for\` and two scrapes`);
    if (late > 0 || silence.fired.length > 0) process.exitCode = 1;
  });
}

async function verify(scene: Scene, minutes: number): Promise<{ provoked: Provoked[]; silence: Silence }> {
  const { quiet, clients, nodes } = scene.instances;
  const watch = { quiet: new AlertWatch(quiet), clients: new AlertWatch(clients), nodes: new AlertWatch(nodes) };
  await Promise.all(Object.values(watch).map((one) => one.settles(10 * 60_000)));
  const begun = Date.now();
  const tell = (line: string) => console.log(`${Math.round((Date.now() - begun) / 1_000)} s: ${line}`);
  // A deployment would start lost nodes again, so its restarts come first.
  const silence = await keepQuiet(scene, watch.quiet, minutes, tell);
  const run = (one: (typeof crowds)[number]) => provoke(one, scene, watch, tell);
  const [quietly, together, lost] = await Promise.all([
    silence(),
    Promise.all(crowds.map(run)),
    inTurn(losses, async (one) => {
      await watch.nodes.settles(10 * 60_000);
      return run(one);
    }),
  ]);
  return { provoked: [...together, ...lost].flat(), silence: quietly };
}

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

function toMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes > 0)) throw new InvalidArgumentError("a number above 0 is needed");
  return minutes;
}

forwardSignals();
program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  // What else is provoked would wait for instances that are gone.
  process.exit(exitCode(error));
});
