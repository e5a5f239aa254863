import { join } from "node:path";
import { run } from "../../cli/process";
import { UserError } from "../../cli/terminal/errors";

/** What a command has used. */
export interface Usage {
  seconds: number;
  /** Of all its processes. */
  coreSeconds: number;
  /** The most memory that one of them had. */
  megabytes: number;
}

/** Runs a command, with its children, and tells what it took; throws where it ends with another code than these. */
export async function usageOf(
  command: readonly string[],
  { cwd, env, codes = [0] }: { cwd: string; env?: NodeJS.ProcessEnv; codes?: readonly number[] },
): Promise<Usage> {
  const { stdout, stderr } = await run("python3", [join(__dirname, "usage.py"), ...command], { cwd, env });
  const { code, ...usage } = JSON.parse(stdout) as Usage & { code: number };
  if (!codes.includes(code)) throw new UserError(`${command.join(" ")} ended with code ${code}:\n${stderr}`);
  return usage;
}
