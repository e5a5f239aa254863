import { isDeepStrictEqual } from "node:util";
import { type Instance, usesCertificates } from "../../configs";
import type { RiskRule } from "./risk";

const movesClientsFirst = "move its clients first: to the Sentinels (docs/clients.md), or to another proxy";

const sessions = {
  haproxy: "haproxy_frontend_current_sessions of its /metrics",
  envoy: "envoy_listener_downstream_cx_active of its /metrics",
  twemproxy: "client_connections of its statistics (proxy.healthPort)",
};

/** No data are at risk, but applications that know no other address. */
const noProxy: RiskRule = ({ proxy: from }, { proxy: to }) =>
  from.kind !== "none" && to.kind === "none"
    ? {
        setting: "proxy.kind",
        reason: "clients that use the proxy are cut off, and nothing takes connections at its ports any more",
        fix: `${movesClientsFirst}; ${sessions[from.kind]} says how many are left`,
        source: "docs/proxy.md",
        loses: false,
      }
    : undefined;

const otherPort =
  (name: "port" | "readPort", what: string): RiskRule =>
  ({ proxy: from }, { proxy: to }) =>
    from.kind !== "none" && to.kind !== "none" && from[name] !== to[name] && !(name === "readPort" && hasOnePort(from))
      ? {
          setting: `proxy.${name}`,
          reason: `clients that send ${what} to port ${from[name]} of the proxy are refused from then on`,
          fix: `give them port ${to[name]} with this change; Secret and output \`connection\` have it then`,
          source: "docs/proxy.md",
          loses: false,
        }
      : undefined;

/** Its port for writes takes reads too, and stays or is said to change. */
const hasOnePort = ({ kind }: { kind: string }) => kind === "twemproxy";

const otherCommands: RiskRule = ({ proxy: from }, { proxy: to }) =>
  from.kind !== "none" && from.kind !== "twemproxy" && to.kind === "twemproxy"
    ? {
        setting: "proxy.kind",
        reason: "clients of the proxy are refused: Twemproxy closes those that begin with HELLO, INFO or a user's name",
        fix: "give them the settings of docs/proxy.md#twemproxy with this change, and the URL without a user",
        source: "docs/proxy.md",
        loses: false,
      }
    : undefined;

/** Twemproxy chooses by the names of the shards, in whichever order. */
const otherShards: RiskRule = ({ proxy: from }, { proxy: to }) =>
  from.kind !== "none" && to.kind !== "none" && !isDeepStrictEqual(shardsOf(from), shardsOf(to))
    ? {
        setting: "proxy.shards",
        reason:
          "part of the keys belong to other instances from then on: reads miss them, and what the earlier instances " +
          "keep of them stays there until it expires",
        fix: "do it where a cache may be filled anew, and give keys a time to live",
        source: "docs/proxy.md",
      }
    : undefined;

function shardsOf({ kind, shards }: Instance["proxy"]): string[] {
  return kind === "twemproxy" ? [...shards].sort() : [];
}

const ownCommands: RiskRule = ({ proxy: from }, { proxy: to }) =>
  from.kind === "twemproxy" && to.kind !== "twemproxy" && to.kind !== "none"
    ? {
        setting: "proxy.kind",
        reason: "clients of Twemproxy are refused: without a user's name nobody logs in to Redis",
        fix: "give them the URL of `connection` with this change, which has a user in it",
        source: "docs/proxy.md",
        loses: false,
      }
    : undefined;

const otherTls: RiskRule = ({ proxy: from, tls: tlsFrom }, { proxy: to, tls: tlsTo }) => {
  const [had, has] = [usesCertificates({ proxy: from, tls: tlsFrom }), usesCertificates({ proxy: to, tls: tlsTo })];
  return from.kind !== "none" && to.kind !== "none" && tlsFrom.enabled === tlsTo.enabled && had !== has
    ? {
        setting: "proxy.tls",
        reason: `clients of the proxy that speak ${has ? "no TLS" : "TLS"} are refused from then on`,
        fix: `give them the URL with ${has ? "rediss" : "redis"}:// with this change; \`connection\` has it then`,
        source: "docs/proxy.md",
        loses: false,
      }
    : undefined;
};

const onlyByProxy: RiskRule = ({ proxy: from }, { proxy: to }) =>
  to.exclusive && !from.exclusive
    ? {
        setting: "proxy.exclusive",
        reason: "clients that connect to Redis itself are shut out, and so are those that ask the Sentinels for it",
        fix: "move them to the proxy first",
        source: "Kubernetes: network policies",
        loses: false,
      }
    : undefined;

export const proxyRisks = [
  noProxy,
  otherPort("port", "writes"),
  otherPort("readPort", "reads"),
  otherCommands,
  ownCommands,
  otherShards,
  otherTls,
  onlyByProxy,
];
