import { UserError } from "../terminal/errors";
import { which } from "../process";

/** The servers that a command tries where none is named. */
export function serversOnPath(): string[] {
  const found = ["redis-server", "valkey-server"].flatMap((name) => which(name) ?? []);
  if (found.length === 0)
    throw new UserError("no redis-server or valkey-server on PATH", "name one with --server PATH");
  return found;
}
