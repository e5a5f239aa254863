import type { RunOptions } from "../process";
import { run, which } from "../process";
import { UserError } from "../terminal/errors";

/** The API of engine 20.10: fixed addresses, health checks and volumes in memory as they are used here. */
const oldestApi = 1.41;

/** Runs `docker` with the engine that DOCKER_HOST or its context names, and returns what it prints. */
export async function docker(args: readonly string[], options: RunOptions = {}): Promise<string> {
  if (!which("docker")) {
    throw new UserError("docker is not on PATH.", "Install Docker: https://docs.docker.com/engine/install/");
  }
  const { code, stdout, stderr } = await run("docker", args, options);
  if (code === 0) return stdout;
  throw new UserError(
    `docker ${args.join(" ")}: ${(stderr || stdout).trim()}`,
    "See that the engine runs, and that DOCKER_HOST or `docker context` names it.",
  );
}

/** Where the engine is that `docker` asks; Pulumi's plugin knows no contexts. */
export async function engineAddress(): Promise<string> {
  const own = process.env.DOCKER_HOST;
  return own || (await docker(["context", "inspect", "-f", "{{.Endpoints.docker.Host}}"])).trim();
}

/** The version of the engine; refuses one that is not there, or too old. */
export async function requireEngine(): Promise<string> {
  const version = (await docker(["version", "--format", "{{.Server.APIVersion}} {{.Server.Version}}"])).trim();
  const [api = "", engine = ""] = version.split(" ");
  const [major = 0, minor = 0] = api.split(".").map(Number);
  if (major + minor / 100 >= oldestApi) return engine;
  throw new UserError(`Docker ${engine} speaks API ${api}, and ${oldestApi} is needed.`, "Install 20.10 or later.");
}
