import type { Command } from "commander";
import { instanceContext } from "../../configs";
import { withDeployed } from "../deployed";
import { chosenInstances, type OpenStack, openStack } from "../project/stack-file";
import type { StackOptions } from "../terminal/command";
import { stackCommand, durationOption } from "../terminal/command";
import { lookOn, stoppable } from "../top";
import type { InstanceSample } from "../top/sample";
import { liveScreen, plainScreen } from "../top/screen";
import { askingText, topText } from "../top/table";

interface TopOptions extends StackOptions {
  once?: boolean;
  interval: number;
}

const defaultIntervalMs = 2_000;

/** `redis-cache top`: what the nodes do right now. */
export function topCommand(): Command {
  return stackCommand({
    name: "top",
    description:
      "watch the nodes until q or Ctrl-C: role, commands a second, hit rate, memory, lag, clients, slow commands of " +
      "the last minute; below one another where there is no terminal",
    examples: ["top -s prod", "top -s prod -i sessions --interval 5s", "top -s local --once --json"],
  })
    .option("--once", "look once")
    .addOption(durationOption("--interval <duration>", "between two looks", defaultIntervalMs))
    .action(top);
}

/** With --json a line a look. */
function top(options: TopOptions): Promise<void> {
  const stack = openStack(options.stack);
  // Some terminals, as those of CI, do not know their size.
  const live = !options.json && !options.once && process.stdout.isTTY && process.stdout.rows > 0;
  return stoppable(async (stopped, stop) => {
    const screen = live ? await liveScreen(stop) : plainScreen();
    const show = (now: InstanceSample[], before?: InstanceSample[]) =>
      screen.show(options.json ? JSON.stringify(now) : shown(now, before, { live }));
    try {
      if (live) screen.show(asking(stack, options.instance));
      await withDeployed(stack, options.instance, (instances) =>
        lookOn(instances, stopped, { intervalMs: options.interval, once: options.once, show }),
      );
    } finally {
      screen.close();
    }
  });
}

function shown(now: InstanceSample[], before: InstanceSample[] | undefined, { live }: { live: boolean }): string {
  const texts = now.map((one) =>
    topText(
      one,
      before?.find(({ instance }) => instance === one.instance),
    ),
  );
  const time = new Date().toTimeString().slice(0, 8);
  return [live ? `${time}  q ends` : time, ...texts].join("\n\n");
}

/** The nodes that the settings name: Pulumi takes a second to say which of them are deployed. */
function asking(stack: OpenStack, instance: string | undefined): string {
  const settings = stack.settings();
  const texts = chosenInstances(settings, instance).map((name) => {
    const { home, replicas } = instanceContext(settings, name, settings.instances[name]!).nodes;
    return askingText(name, [home, ...replicas.slice(0, settings.instances[name]!.replicas.min)]);
  });
  return texts.join("\n\n");
}
