import { isDeepStrictEqual } from "node:util";
import type { provider } from "@pulumi/pulumi";
import { isUnknown, plain } from "../../../../providers/local/values";
import { container } from "./container";
import { image } from "./image";
import { network } from "./network";
import replacedBy from "./replaced-by.json";
import { volume } from "./volume";

export type Properties = Record<string, unknown>;

/** What a resource is to the engine. */
export interface Kind {
  create: (inputs: Properties) => Promise<{ id: string; outs: Properties }>;
  /** Undefined where it is gone. */
  read: (id: string, props: Properties) => Promise<Properties | undefined>;
  update?: (id: string, inputs: Properties) => Promise<void>;
  remove: (id: string, props: Properties) => Promise<void>;
}

const kinds: Record<string, Kind> = {
  "docker:index/container:Container": container,
  "docker:index/network:Network": network,
  "docker:index/volume:Volume": volume,
  "docker:index/remoteImage:RemoteImage": image,
};

/**
 * Stands in for Pulumi's plugin for Docker, which no registry of packages has: it makes the same of the inputs that
 * this project gives, in the real engine, and replaces by what the plugin's schema says.
 */
export class DockerStandIn implements provider.Provider {
  constructor(readonly version: string) {}

  check(urn: string, _olds: Properties, news: Properties): Promise<provider.CheckResult> {
    const known = Object.keys(inputsOf(typeOf(urn)));
    const failures = Object.keys(news)
      .filter((name) => !known.includes(name))
      .map((property) => ({ property, reason: `${property} is no input of ${typeOf(urn)}` }));
    return Promise.resolve({ inputs: news, failures });
  }

  diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<provider.DiffResult> {
    const names = inputsOf(typeOf(urn));
    const changed = Object.keys(names).filter(
      (name) => isUnknown(news[name]) || !isDeepStrictEqual(plain(olds[name]), plain(news[name])),
    );
    if (changed.length === 0) return Promise.resolve({ changes: false });
    return Promise.resolve({ replaces: changed.filter((name) => names[name]) });
  }

  async create(urn: string, inputs: Properties): Promise<provider.CreateResult> {
    const { id, outs } = await kindOf(urn).create(plain(inputs));
    return { id, outs: { ...inputs, ...outs } };
  }

  async read(id: string, urn: string, props: Properties = {}): Promise<provider.ReadResult> {
    const found = await kindOf(urn).read(id, plain(props));
    if (!found) return { id: "", props: {} };
    const names = Object.keys(inputsOf(typeOf(urn)));
    const outs = { ...props, ...found };
    return {
      id,
      props: outs,
      inputs: Object.fromEntries(Object.entries(outs).filter(([name]) => names.includes(name))),
    };
  }

  async update(id: string, urn: string, olds: Properties, news: Properties): Promise<provider.UpdateResult> {
    await kindOf(urn).update?.(id, plain(news));
    const { mustRun: _, ...before } = olds;
    return { outs: { ...before, ...news } };
  }

  async delete(id: string, urn: string, props: Properties): Promise<void> {
    await kindOf(urn).remove(id, plain(props));
  }
}

/** Inputs of a resource, and whether a change of each replaces it. */
function inputsOf(type: string): Record<string, boolean> {
  return (replacedBy as unknown as Record<string, Record<string, boolean>>)[type]!;
}

function kindOf(urn: string): Kind {
  return kinds[typeOf(urn)]!;
}

/** A URN has the types of a resource and of those that it belongs to before its name. */
function typeOf(urn: string): string {
  return urn.split("::").at(-2)!.split("$").at(-1)!;
}
