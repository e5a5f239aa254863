import { connect } from "node:tls";
import type { RedisOptions } from "ioredis";

/** Why TLS with a Sentinel fails, which ioredis does not tell; undefined where it is something else. */
export function tlsProblem({ sentinels, sentinelTLS, connectTimeout }: RedisOptions): Promise<string | undefined> {
  const [first] = sentinels ?? [];
  if (!first || !sentinelTLS) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const { host = "127.0.0.1", port = 26379 } = first;
    const socket = connect({ ...sentinelTLS, host, port });
    const end = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(connectTimeout ?? 1000, () => end());
    socket.once("secureConnect", () => end());
    socket.once("error", (error: NodeJS.ErrnoException) => end(isAboutTls(error) ? error.message : undefined));
  });
}

export function isAboutTls({ code, message }: NodeJS.ErrnoException): boolean {
  return /CERT|TLS|SSL|ISSUER|LEAF/.test(code ?? "") || /certificate|issuer|altname|\bTLS\b|\bSSL\b/i.test(message);
}
