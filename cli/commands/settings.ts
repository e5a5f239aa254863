import { Command } from "commander";
import { warnings } from "../../configs";
import { openStack } from "../project/stack-file";
import { print, stackCommand } from "../terminal/command";
import { printWarnings } from "../terminal/warnings";

interface SettingsOptions {
  stack: string;
  json?: boolean;
}

/** `redis-cache settings`: what is in Pulumi.<stack>.yaml. */
export function settingsCommand(): Command {
  const check = stackCommand({
    name: "check",
    description:
      "check the settings of a stack, all at once, and nothing else; for a hook of an editor or of git: neither the " +
      "Pulumi CLI nor a server is asked",
    examples: ["settings check -s prod", "settings check -s prod --json"],
  });
  return new Command("settings").description("the settings of a stack").addCommand(check.action(checkSettings));
}

/** What is refused ends the command with all findings, as every other one. */
function checkSettings({ stack, json }: SettingsOptions): void {
  const settings = openStack(stack).settings();
  if (!json) printWarnings(settings);
  const names = Object.keys(settings.instances);
  const result = { stack, instances: names, warnings: warnings(settings) };
  print(json, result, () => `✔ Settings of stack ${stack}: ${names.join(", ")}`);
}
