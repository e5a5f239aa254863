import { readFileSync } from "node:fs";
import { refused } from "./errors";
import { folderEntries } from "./folder";

export interface Address {
  host: string;
  port: number;
}

/**
 * How to reach an instance: the output `connection` of a stack as it is, or parts of it. Sentinels go before a proxy,
 * a proxy before a cluster, and that before a URL.
 */
export interface Connection {
  /** Sentinels, which take the same user and password; or `host:port,host:port`. */
  sentinels?: readonly Address[] | string;
  /** Name of the master at the Sentinels. */
  masterName?: string;
  proxy?: { writes: Address | string; url?: string };
  /** Some nodes of a Redis Cluster. */
  cluster?: readonly Address[] | string;
  /** `redis://user:password@host:port/0`; of a stack's own form, `rediss+sentinel://`, only its scheme is read. */
  url?: string;
  username?: string;
  password?: string;
  /** Certificate authority in PEM. TLS is on where there is one. */
  ca?: string;
  /** A file with it, which is read again when it changes. */
  caFile?: string;
  /** The client's own certificate and key in PEM, where the server asks for one. */
  cert?: string;
  key?: string;
  /** Files with these, which are read again when they change. */
  certFile?: string;
  keyFile?: string;
  /** Whether to use TLS where no `ca` is given. @default by the scheme of `url` */
  tls?: boolean;
  /**
   * A mounted Secret `<instance>-connection`, with `tls.crt` and `tls.key` in it where the server asks for them, which
   * is read again when it changes; goes before all others.
   */
  folder?: string;
  /** Through the proxy even where Sentinels are known. @default "sentinels" */
  through?: "sentinels" | "proxy";
}

/** Where to connect to, and how. */
export interface Target {
  sentinels?: Address[];
  masterName?: string;
  cluster?: Address[];
  address?: Address;
  database?: number;
  credentials: Credentials;
  /** PEM; an empty text is TLS with the authorities that the system knows. */
  ca?: string;
  /** PEM of the client's own, both or none. */
  certificate?: Certificate;
}

interface Certificate {
  cert: string;
  key: string;
}

type Place = Omit<Target, "ca" | "certificate">;

interface Credentials {
  username?: string;
  password?: string;
}

/** By the variables that `redis-cache env` prints, or `REDIS_CONNECTION_FOLDER`, `REDIS_CLUSTER`, `REDIS_URL`. */
export function connectionFromEnv(env: NodeJS.ProcessEnv = process.env): Connection {
  if (env.REDIS_CONNECTION_FOLDER) return { folder: env.REDIS_CONNECTION_FOLDER };
  const connection: Connection = {
    sentinels: env.REDIS_SENTINELS || undefined,
    masterName: env.REDIS_MASTER_NAME || undefined,
    ...(env.REDIS_PROXY_WRITES && { proxy: { writes: env.REDIS_PROXY_WRITES } }),
    cluster: env.REDIS_CLUSTER || undefined,
    url: env.REDIS_SENTINEL_URL || env.REDIS_PROXY_URL || env.REDIS_URL || undefined,
    username: env.REDIS_USERNAME || undefined,
    password: env.REDIS_PASSWORD || undefined,
    ca: env.REDIS_CA || undefined,
    caFile: env.REDIS_CA_FILE || undefined,
    cert: env.REDIS_CERT || undefined,
    key: env.REDIS_KEY || undefined,
    certFile: env.REDIS_CERT_FILE || undefined,
    keyFile: env.REDIS_KEY_FILE || undefined,
  };
  const { sentinels, proxy, cluster } = connection;
  if (!sentinels && !proxy && !cluster && !env.REDIS_URL) {
    const wayOut = 'Run eval "$(redis-cache env -s STACK -i INSTANCE --client)", or pass a connection';
    throw refused(
      "environment",
      "",
      "has none of REDIS_SENTINELS, REDIS_PROXY_WRITES, REDIS_CLUSTER, REDIS_URL",
      wayOut,
    );
  }
  return { ...connection, url: sentinels || proxy || cluster ? connection.url : env.REDIS_URL };
}

/** What a connection means, with what is in its files now. */
export function targetOf(connection: Connection): Target {
  const { folder, caFile, certFile, keyFile, ...given } = connection;
  const parts = folder === undefined ? given : { ...given, ...fromEntries(folderEntries(folder)) };
  const read = (file: string | undefined, text: string | undefined) => (file ? readFileSync(file, "utf8") : text);
  const files = { ca: read(caFile, parts.ca), cert: read(certFile, parts.cert), key: read(keyFile, parts.key) };
  return { ...placeOf({ ...parts, ...files }), ...tlsOf({ ...parts, ...files }) };
}

/** Entries of a Secret as a connection. */
function fromEntries(entries: Readonly<Record<string, string>>): Connection {
  const { proxyWrites, url, sentinels, masterName, username, password, ca, "tls.crt": cert, "tls.key": key } = entries;
  const proxy = proxyWrites === undefined ? {} : { proxy: { writes: proxyWrites } };
  return { url, sentinels, masterName, username, password, ca, cert, key, ...proxy };
}

function placeOf(connection: Connection): Place {
  const { sentinels, masterName, proxy, cluster, url, username, password, through } = connection;
  const credentials = { username, password };
  if (sentinels && !(through === "proxy" && proxy)) {
    const wayOut = "It is <namespace>-<instance>, output masterName of the stack";
    if (!masterName) throw refused("masterName", masterName, "is missing beside sentinels", wayOut);
    return { sentinels: addressesOf("sentinels", sentinels), masterName, credentials };
  }
  if (proxy) return { address: oneOf("proxy.writes", proxy.writes), credentials };
  if (cluster) return { cluster: addressesOf("cluster", cluster), credentials };
  return ofUrl(url, credentials);
}

function ofUrl(url: string | undefined, { username, password }: Credentials): Place {
  const wayOut = "Give sentinels and masterName, proxy, cluster or url";
  if (!url) throw refused("connection", "", "says no address", wayOut);
  if (!/^rediss?:/.test(url)) throw refused("url", withoutPassword(url), "is not redis:// or rediss://", wayOut);
  const parsed = new URL(url);
  const database = Number(parsed.pathname.slice(1) || 0);
  return {
    address: { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port || 6379) },
    ...(database && { database }),
    credentials: {
      username: username ?? (decodeURIComponent(parsed.username) || undefined),
      password: password ?? (decodeURIComponent(parsed.password) || undefined),
    },
  };
}

function tlsOf({ ca, cert, key, tls, url, proxy }: Connection): Pick<Target, "ca" | "certificate"> {
  if (!cert !== !key) {
    const [missing, there] = cert ? ["key", "cert"] : ["cert", "key"];
    throw refused(missing, undefined, `is missing beside ${there}`, "Give both, or certFile and keyFile");
  }
  const certificate = cert && key ? { certificate: { cert, key } } : {};
  if (ca) return { ca, ...certificate };
  const byScheme = (url ?? proxy?.url)?.startsWith("rediss") ?? false;
  return (tls ?? (byScheme || cert !== undefined)) ? { ca: "", ...certificate } : {};
}

/** The authority that is trusted, and the client's own certificate. */
export const tlsOptions = ({ ca, certificate }: Pick<Target, "ca" | "certificate">) => ({
  ...(ca && { ca }),
  ...certificate,
});

function addressesOf(name: string, addresses: readonly Address[] | string): Address[] {
  const list = typeof addresses === "string" ? addresses.split(",") : addresses;
  return list.map((address) => oneOf(name, address));
}

function oneOf(name: string, address: Address | string): Address {
  if (typeof address !== "string") return address;
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address.trim()) ?? [];
  const host = bracketed ?? plain;
  if (!host || !(Number(port) >= 1 && Number(port) <= 65535)) {
    throw refused(name, address, "is not host:port", "An IPv6 address stands in brackets: [::1]:6379");
  }
  return { host, port: Number(port) };
}

const withoutPassword = (url: string) => url.replace(/\/\/.*@/, "//...@");
