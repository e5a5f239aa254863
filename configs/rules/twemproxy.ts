import { ownersOf, shardNames } from "../instance/shards";
import type { Finding } from "../schema/errors";
import { nearestName } from "../schema/nearest";
import { applicationUsers } from "../secrets/users";
import type { Instance } from "../settings/instance";
import type { Platform, StackSettings } from "../settings/stack";
import type { StackRule } from "./rule";
import { rule } from "./rule";

/** What Twemproxy cannot do, of what other settings of its instance ask for. */
const cannot = rule(["preset", "proxy"], ({ preset, proxy }, { platform }) => {
  if (proxy.kind !== "twemproxy") return [];
  const notHere = elsewhere[platform];
  return [
    ...(notHere ? [{ property: "proxy.kind", value: proxy.kind, reason: notHere, fix: "write haproxy" }] : []),
    ...(preset === "messaging" ? [messages] : []),
    ...(proxy.tls !== "passthrough" ? [endsTls(proxy.tls)] : []),
    ...(proxy.readPort !== proxy.port ? [readsApart(proxy)] : []),
  ];
});

const elsewhere: Record<Platform, string | undefined> = {
  local: undefined,
  docker: "is for processes of this machine, and platform is docker",
  kubernetes:
    "is for processes of this machine: Twemproxy has no official image, answers no probe by HTTP, and needs " +
    "passwords of other instances, which pods do not have",
};

const messages: Finding = {
  property: "proxy.kind",
  value: "twemproxy",
  reason: "Twemproxy refuses what messages take (preset messaging): BLPOP, XREADGROUP, SUBSCRIBE, PUBLISH",
  fix: "write haproxy, or another preset",
};

const endsTls = (value: string): Finding => ({
  property: "proxy.tls",
  value,
  reason: "Twemproxy speaks no TLS",
  fix: "write passthrough, or proxy.kind: haproxy",
});

const readsApart = ({ port, readPort }: Instance["proxy"]): Finding => ({
  property: "proxy.readPort",
  value: readPort,
  reason: `Twemproxy has one port for reads and writes, ${port} (proxy.port), and splits no reads`,
  fix: "remove it, or write proxy.kind: haproxy",
});

export const twemproxyRules = [cannot];

const usersGoPast = rule(["proxy.kind", "users"], ({ proxy: { kind }, users }) => {
  const [, ...others] = applicationUsers({ users });
  return (
    kind === "twemproxy" &&
    others.length > 0 && {
      property: "users",
      value: others.join(", "),
      reason: "cannot log in to Twemproxy (proxy.kind), for which everybody is user app by its password alone",
      fix: "let them ask the Sentinels, or write proxy.kind: haproxy",
    }
  );
});

export const twemproxyWarnings = [usersGoPast];

/** Twemproxy logs in to each shard as user `default`, and speaks no TLS. */
export const shardsFit: StackRule = { reads: ["proxy", "persistence.mode", "tls.enabled"], check: unfitShards };

function unfitShards({ instances }: StackSettings): Finding[] {
  const owners = Object.entries(instances).filter(([, { proxy }]) => proxy.kind === "twemproxy");
  return [
    ...owners.flatMap(([name, settings]) => unknownShards(name, settings, instances)),
    ...Object.entries(instances).flatMap(([name, settings]) => {
      const leading = ownersOf(name, instances);
      return leading.length === 0 ? [] : unfitShard(name, settings, leading);
    }),
  ];
}

function unknownShards(owner: string, settings: Instance, instances: StackSettings["instances"]): Finding[] {
  const names = shardNames(owner, settings);
  const others = Object.keys(instances).filter((name) => name !== owner);
  return settings.proxy.shards.flatMap((value, i): Finding[] => {
    const finding = { property: `instances.${owner}.proxy.shards.${i}`, value };
    if (names.indexOf(value) < i + 1) {
      const reason = value === owner ? "is this instance, which is a shard in any case" : "is there twice";
      return [{ ...finding, reason, fix: "remove it" }];
    }
    if (others.includes(value)) return [];
    const near = nearestName(value, others);
    return [{ ...finding, reason: "is no instance of the stack", fix: near ? `write ${near}` : "add the instance" }];
  });
}

function unfitShard(name: string, { persistence, tls }: Instance, owners: string[]): Finding[] {
  const [owner, another] = owners;
  const shard = `a shard of the Twemproxy of ${owner}`;
  const takeAway = `take ${name} out of instances.${owner}.proxy`;
  return [
    ...(another === undefined
      ? []
      : [
          {
            property: `instances.${another}.proxy`,
            value: "twemproxy",
            reason: `leads to ${name} too, which is ${shard} already, and has one password for such clients`,
            fix: `leave ${name} to one of them`,
          },
        ]),
    ...(persistence.mode === "none"
      ? []
      : [
          {
            property: `instances.${name}.persistence.mode`,
            value: persistence.mode,
            reason:
              `${name} is ${shard}, which logs in as user default, here with the rights of app; with those a server ` +
              "runs the transactions in its append-only file, and drops what they do not allow (redis#14541)",
            fix: `write none, or ${takeAway}`,
          },
        ]),
    ...(tls.enabled
      ? [
          {
            property: `instances.${name}.tls.enabled`,
            value: true,
            reason: `${name} is ${shard}, and Twemproxy speaks no TLS`,
            fix: `write false, or ${takeAway}`,
          },
        ]
      : []),
  ];
}
