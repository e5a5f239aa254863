import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { instanceContext, type StackSettings } from "../../configs";
import { chosenInstances, openStack } from "../project/stack-file";
import { shortName } from "../project/folders";
import { Prometheus } from "../prometheus";
import { gather, type InstanceReport, type Period, reportPage } from "../report";
import { durationOption, print, stackCommand, type StackOptions } from "../terminal/command";
import { UserError } from "../terminal/errors";
import { runSteps } from "../terminal/steps";

interface ReportOptions extends StackOptions {
  /** In ms. */
  last: number;
  from?: Date;
  to?: Date;
  prometheus?: string;
  out?: string;
}

/** `redis-cache report`: the dashboard's plots as a page that needs neither Grafana nor a network. */
export function reportCommand(): Command {
  return stackCommand({
    name: "report",
    description:
      "write the plots of the dashboard over a time range into one HTML file, which needs neither Grafana nor a " +
      "network; the data are those of a Prometheus",
    examples: [
      "report -s local --last 15m",
      "report -s prod -i sessions --prometheus http://127.0.0.1:9090 --from 2026-05-04T10:00Z --to 2026-05-04T12:00Z",
    ],
  })
    .addOption(durationOption("--last <duration>", "the time range, up to now", 3_600_000))
    .addOption(
      new Option("--from <time>", "its beginning, such as 2026-05-04T10:00Z").argParser(toDate).conflicts("last"),
    )
    .addOption(new Option("--to <time>", "its end (default: now)").argParser(toDate).conflicts("last"))
    .option("--prometheus <url>", "the Prometheus (default: that of monitoring.server)")
    .option("--out <file>", "the file (default: report-STACK.html)")
    .action(report);
}

async function report(options: ReportOptions): Promise<void> {
  const settings = openStack(options.stack).settings();
  const period = periodOf(options);
  const names = chosenInstances(settings, options.instance);
  const addresses = names.map(
    (instance) => [instance, options.prometheus ?? ownPrometheus(settings, instance)] as const,
  );
  const reports: InstanceReport[] = [];
  await runSteps(
    addresses.map(([instance, url]) => ({
      title: `Asking ${url}`,
      run: async (tell) => {
        const { namespace } = settings;
        reports.push(await gather(new Prometheus(url), { instance, namespace }, period, tell));
      },
    })),
    options,
  );
  refuseNothing(reports);
  const file = resolve(options.out ?? `report-${shortName(options.stack)}.html`);
  writeFileSync(file, reportPage(options.stack, reports));
  print(options.json, { file, ...period, instances: names }, () => file);
}

function periodOf({ last, from, to = new Date() }: ReportOptions): Period {
  const begin = from?.getTime() ?? to.getTime() - last;
  if (begin >= to.getTime()) {
    throw new UserError(
      `--from ${new Date(begin).toISOString()}: not before --to, ${to.toISOString()}.`,
      "Exchange them.",
    );
  }
  return { from: begin / 1000, to: to.getTime() / 1000 };
}

function ownPrometheus(settings: StackSettings, name: string): string {
  const { monitoring } = instanceContext(settings, name, settings.instances[name]!).nodes;
  if (monitoring) return `http://${monitoring.prometheus.host}:${monitoring.prometheus.port}`;
  throw new UserError(
    `instance ${name} has no Prometheus of its own, so it is not known where its metrics are.`,
    settings.platform === "local"
      ? "Write monitoring.server: {} and deploy, or give --prometheus URL."
      : "Give --prometheus URL; `kubectl port-forward` makes a way to one in the cluster.",
  );
}

function refuseNothing(reports: readonly InstanceReport[]): void {
  const isEmpty = ({ rows }: InstanceReport) =>
    rows.every(({ panels }) => panels.every(({ lines }) => lines.length === 0));
  const empty = reports.filter(isEmpty).map(({ instance, namespace }) => `${instance} in namespace ${namespace}`);
  if (empty.length === 0) return;
  throw new UserError(
    `Prometheus has nothing of ${empty.join(", ")} in that time.`,
    "Choose another time, or see docs/monitoring.md for the labels that its series need.",
  );
}

function toDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError("must be a time such as 2026-05-04T10:00Z.");
  return date;
}
