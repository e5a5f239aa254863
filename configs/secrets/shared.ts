import type { InstanceContext } from "../instance/context";
import { own } from "../directives/own";
import type { InstanceSecrets } from "./types";
import { loginOf, otherLoginOf, passwordIn } from "./users";

type AllSecrets = Readonly<Record<string, Partial<InstanceSecrets>>>;

/** Passwords of other instances that one has to know because keys are shared out among them. */
export interface SharedSecrets {
  /** With which Twemproxy logs in to this one: that of its clients, and the other one while it is rotated. */
  clients?: string;
  otherClients?: string;
  /** Of user `proxy` of each other shard, by its name: so the Twemproxy of this one follows their Sentinels. */
  proxies?: Record<string, string>;
}

/** The secrets of an instance, with what it has to know of those of others in its stack. */
export function withShared({ name, shards, shardOf }: InstanceContext, all: AllSecrets): Partial<InstanceSecrets> {
  const secrets = own(all, name) ?? {};
  if (!shardOf) return secrets;
  const { settings } = shardOf;
  const ofOwner = own(all, shardOf.name) ?? {};
  const proxies = shards
    .filter((shard) => shard.name !== name)
    .flatMap((shard) => {
      const password = own(all, shard.name)?.proxy;
      return password === undefined ? [] : [[shard.name, password] as const];
    });
  const shared = {
    clients: passwordIn(ofOwner, loginOf(settings, "app")),
    otherClients: passwordIn(ofOwner, otherLoginOf(settings, "app")),
    proxies: Object.fromEntries(proxies),
  };
  return { ...secrets, shared };
}

/** The files of a shard's Redis nodes for user `default`; none of an instance that is no shard. */
export function clientFiles({ shared }: Partial<InstanceSecrets>): Record<string, string> {
  const { clients, otherClients } = shared ?? {};
  return {
    ...(clients !== undefined && { default: clients }),
    ...(otherClients !== undefined && { "default.other": otherClients }),
  };
}

/** The file in which the Twemproxy of `owner` finds the password of user `proxy` of a shard. */
export function proxyFileOf(shard: string, owner: string): string {
  return shard === owner ? "proxy" : `proxy.${shard}`;
}

/** Those of the other shards. */
export function shardFiles({ shared }: Partial<InstanceSecrets>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shared?.proxies ?? {}).map(([shard, password]) => [`proxy.${shard}`, password]),
  );
}
