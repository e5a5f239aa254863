import { Command, Option } from "commander";
import { shapeKinds } from "../../capacity";
import { planByMeasure, planByTable, type Planned } from "../plan";
import { planByBackups } from "../plan/backup";
import { demandOf, type PlanOptions, serverMeant } from "../plan/options";
import { plannedText } from "../plan/text";
import { serversOnPath } from "../server/probe";
import { print, withExamples, durationOption } from "../terminal/command";
import { parseCount, parseShare } from "../terminal/units";

interface Options extends PlanOptions {
  redis?: string;
  valkey?: string;
  measure?: boolean;
  server?: string;
  fromBackup?: boolean;
  stack: string;
  instance?: string;
  json?: boolean;
}

/** `redis-cache plan`: how much an instance needs, before there is one. */
export function planCommand(): Command {
  const command = new Command("plan")
    .description(
      "from the data that are to be held to memory, volume, backup space, nodes and the settings to paste: by tables " +
        "of what servers were measured with, by a sample, or by a backup",
    )
    .option("--keys <number>", "how many keys there are to be", parseCount)
    .addOption(new Option("--shape <kind>", "what a key holds").choices(shapeKinds).default("strings"))
    .option("--value <bytes>", "length of a string, of the value of a field, of a member", parseCount, 100)
    .option("--key-length <bytes>", "length of a key's name", parseCount, 20)
    .option("--elements <number>", "fields, members or entries of a key that is no string (default: 10)", parseCount)
    .option("--field <bytes>", "length of a field's name in hashes and streams", parseCount, 10)
    .option("--expiring <share>", "share of the keys that have an expiry", parseShare, 0)
    .option("--ops <number>", "commands a second", parseCount, 1_000)
    .option("--writes <share>", "share of them that write", parseShare, 0.1)
    .option("--clients <number>", "connections of applications", parseCount, 100)
    .addOption(durationOption("--outage <duration>", "a replica may be away so long without a full copy", 60_000))
    .option("--growth <share>", "share by which the data may grow", parseShare, 0.2)
    .option("--memory-only", "nothing is kept on disk")
    .option("--redis <version>", "for this version of Redis (default: 8.2)")
    .option("--valkey <version>", "for this version of Valkey");
  return withSources(command).option("--json", "print the result as JSON").action(plan);
}

function withSources(command: Command): Command {
  const examples = [
    "plan --keys 10M --value 500 --ops 50k",
    "plan --keys 2M --shape hashes --elements 12 --value 30 --expiring 1 --redis 7.0",
    "plan --keys 10M --value 500 --measure --server /usr/local/bin/valkey-server",
    "plan --from-backup -s prod -i cache --growth 50%",
  ];
  return withExamples(command, examples)
    .option("--measure", "load a sample of the keys into the server on PATH, instead of using a table")
    .option("--server <path>", "with --measure: the server's binary")
    .option("--from-backup", "by what the newest backup of a stack's instances takes when a drill loads it")
    .option("-s, --stack <name>", "with --from-backup: the stack whose settings are in Pulumi.<name>.yaml", "local")
    .option("-i, --instance <name>", "with --from-backup: only this instance (default: all)");
}

async function plan(options: Options): Promise<void> {
  const planned = await plansOf(options);
  print(options.json, planned.length === 1 ? planned[0]! : planned, () => planned.map(plannedText).join("\n\n"));
}

async function plansOf(options: Options): Promise<Planned[]> {
  if (options.fromBackup) return planByBackups(options);
  const demand = demandOf(options);
  if (!options.measure && !options.server) return [planByTable(demand, serverMeant(options))];
  return [await planByMeasure(demand, options.server ?? serversOnPath()[0]!)];
}
