/** Commands about an account or a new project, in which no stack has a part. */
const withoutStack = ["login", "logout", "new", "org", "plugin", "version"];

/** Commands that name their stack without an option. */
const withName = ["init", "select", "rm"];

/** The stack that a call of Pulumi is about, as Pulumi would find it without a selected one. */
export function stackOf(args: readonly string[], selected?: string): string | undefined {
  const [command = "", sub = "", name = ""] = args.filter((arg) => !arg.startsWith("-"));
  if (withoutStack.includes(command)) return undefined;
  const named = command === "stack" && withName.includes(sub) ? name : undefined;
  return optionOf(args) ?? (named || selected || undefined);
}

function optionOf(args: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === "-s" || arg === "--stack") return args[i + 1];
    const [, value] = /^(?:--stack=|-s=?)(.+)$/.exec(arg) ?? [];
    if (value !== undefined) return value;
  }
  return undefined;
}
