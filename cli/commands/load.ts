import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import type { DeployedInstance } from "../health/deployed";
import { namedMaster } from "../health/named-master";
import { WriteLoad } from "../load";
import { loadText, refusedText } from "../load/text";
import type { Way } from "../load/writer";
import { untilStopped } from "../process/signals";
import { onlyOne, withDeployed } from "../deployed";
import { openStack } from "../project/stack-file";

interface LoadOptions extends StackOptions {
  writers: number;
  for?: number;
  plain?: boolean;
  keep?: boolean;
  through: Way;
}

const tellEveryMs = 1_000;

/** `redis-cache load`: what an application would see of a failover. */
export function loadCommand(): Command {
  return stackCommand({
    name: "load",
    description:
      "write through the Sentinels or the proxy, each write acknowledged by a replica (WAIT 1), and report every " +
      "pause; at the end read all back; exit code 1 where an acknowledged write is lost",
    examples: [
      "load -s local",
      "load -s local -i cache --writers 10 --for 60",
      "load -s local --through proxy",
      "load -s local --plain",
    ],
  })
    .option("--writers <number>", "connections that write, one write after another", wholeNumber, 2)
    .option("--for <seconds>", "how long (default: until Ctrl-C)", wholeNumber)
    .addOption(
      new Option("--through <way>", "how clients find the master: by the Sentinels, or plain ones by the proxy")
        .choices(["sentinels", "proxy"])
        .default("sentinels"),
    )
    .option("--plain", "without WAIT, as most applications write: a fault may lose the last of them")
    .option("--keep", "leave the keys that it has written; they expire after ten minutes")
    .action(load);
}

function load(options: LoadOptions): Promise<void> {
  return withDeployed(openStack(options.stack), options.instance, (instances) => loadOne(onlyOne(instances), options));
}

async function loadOne(instance: DeployedInstance, options: LoadOptions): Promise<void> {
  const say = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
  const told: Promise<void>[] = [];
  const paused = (ms: number) => told.push(tellPause(instance, ms, say));
  const { writers, through: way, plain } = options;
  const load = new WriteLoad(instance, writers, paused, { way, plain });
  await load.start();
  try {
    await writeAndTell(load, instance, { options, told, say });
  } finally {
    load.close();
  }
}

interface Telling {
  options: LoadOptions;
  /** Lines about pauses that are still asked for. */
  told: readonly Promise<void>[];
  say: (line: string) => void;
}

async function writeAndTell(load: WriteLoad, instance: DeployedInstance, { options, told, say }: Telling) {
  const master = (await namedMaster(instance)) ?? "unknown";
  const end = options.for ? `for ${options.for} s` : "until Ctrl-C";
  const way = options.through === "proxy" ? " through its proxy" : "";
  const plain = options.plain ? ", without WAIT" : "";
  say(`Writing to ${instance.name}${way}${plain} with ${options.writers} connections ${end}; master is ${master}.`);
  await writeOn(load, options.for, say);
  await Promise.all(told);
  const result = await load.stop(options);
  print(options.json, { instance: instance.name, ...result }, () => `${instance.name}: ${loadText(result)}`);
  if (result.lost !== 0) process.exitCode = 1;
}

/** Tells each second what was written, until the time is over or Ctrl-C. */
async function writeOn(load: WriteLoad, seconds: number | undefined, say: (line: string) => void): Promise<void> {
  let before = 0;
  let passed = 0;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const timer = setInterval(() => {
    passed += 1;
    say(
      `${String(passed).padStart(4)} s  ${load.acknowledged - before} writes acknowledged, ` +
        `${refusedText(load.refused)}`,
    );
    before = load.acknowledged;
    if (passed === seconds) end();
  }, tellEveryMs);
  await untilStopped(end, () => ended).finally(() => clearInterval(timer));
}

async function tellPause(instance: DeployedInstance, ms: number, say: (line: string) => void): Promise<void> {
  say(`pause of ${ms} ms; master is ${(await namedMaster(instance)) ?? "unknown"}`);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("must be a whole number from 1 to 999999.");
  return Number(text);
}
