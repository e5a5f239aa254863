import { isDeepStrictEqual } from "node:util";
import type { provider } from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider";
import { checksumOf } from "../../../configs/render/checksum";
import { plain } from "../../../providers/local/values";
import { fixedFields } from "./fixed-fields";

type Properties = Record<string, unknown>;

/**
 * Stands where the Kubernetes provider is: takes every object as made, and says as that one does which change replaces
 * an object. No cluster is asked, so that Pulumi can deploy a stack anywhere.
 */
class NoCluster implements provider.Provider {
  readonly version = "4.34.2";

  /** Long texts go by their checksums, so that a state is small enough to be kept. */
  check(_urn: string, _olds: Properties, news: Properties): Promise<provider.CheckResult> {
    return Promise.resolve({ inputs: shortened(news) as Properties });
  }

  create(_urn: string, news: Properties): Promise<provider.CreateResult> {
    const { metadata } = plain<{ metadata: { name: string; namespace?: string } }>(news);
    return Promise.resolve({ id: [metadata.namespace, metadata.name].filter(Boolean).join("/"), outs: news });
  }

  /** Names no differences: Pulumi then tells each by its path. */
  diff(_id: string, _urn: string, olds: Properties, news: Properties): Promise<provider.DiffResult> {
    const [before, after] = [plain<Properties>(olds), plain<Properties>(news)];
    if (isDeepStrictEqual(before, after)) return Promise.resolve({ changes: false });
    const replaces = fixedFields(String(after.kind)).filter(
      (path) => !isDeepStrictEqual(at(before, path), at(after, path)),
    );
    return Promise.resolve({ replaces, deleteBeforeReplace: replaces.length > 0 });
  }
}

function shortened(value: unknown): unknown {
  if (typeof value === "string") return value.length > 200 ? checksumOf(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shortened);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]));
}

function at(object: Properties, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Properties | undefined)?.[name], object);
}

void main(new NoCluster(), process.argv.slice(2));
