import { isDeepStrictEqual } from "node:util";
import type { provider } from "@pulumi/pulumi";
import { checkInputs } from "./check";
import { inputNames, inputsOf, type NodeInputs, type NodeState, replacedBy, restartedBy } from "./inputs";
import { createNode, deleteNode, readNode, updateNode } from "./lifecycle";
import { folderType } from "./local-folder";
import { checkFolder, diffFolder, readTextFolder, removeTextFolder, writeTextFolder } from "./text-folder";
import { isUnknown, plain, secret } from "./values";

type Properties = Record<string, unknown>;

/** Runs Redis and Sentinel nodes as processes of this machine, and keeps folders that containers mount. */
export class LocalProvider implements provider.Provider {
  private readonly abort = new AbortController();
  private readonly running = new Set<Promise<unknown>>();
  private restarts: Promise<unknown> = Promise.resolve();

  constructor(readonly version: string) {}

  async check(urn: string, olds: Properties, news: Properties): Promise<provider.CheckResult> {
    if (isFolder(urn)) return checkFolder(news);
    const inputs = { ...news, secrets: secret(news.secrets), tls: secret(news.tls) };
    return { inputs, failures: await checkInputs(plain(olds), plain(news)) };
  }

  /** Leaves the answer open where something differs: Pulumi then shows the very lines of the very property. */
  diff(_id: string, urn: string, olds: Properties, news: Properties): Promise<provider.DiffResult> {
    if (isFolder(urn)) return Promise.resolve(diffFolder(olds, news));
    const changed = changedInputs(olds, news);
    if (changed.length === 0) return Promise.resolve({ changes: false });
    const replaces = changed.filter((name) => (replacedBy as readonly string[]).includes(name));
    return Promise.resolve({ replaces, deleteBeforeReplace: replaces.length > 0 });
  }

  async create(urn: string, news: Properties): Promise<provider.CreateResult> {
    if (isFolder(urn)) return { id: plain<string>(news.directory), outs: await this.track(writeTextFolder(news)) };
    const inputs = plain<NodeInputs>(news);
    const started = await this.track(createNode(inputs, this.abort.signal));
    return { id: inputs.node, outs: { ...news, ...started } };
  }

  async read(id: string, urn: string, props: Properties = {}): Promise<provider.ReadResult> {
    if (isFolder(urn)) {
      const outs = await readTextFolder(props);
      return outs ? { id, props: outs, inputs: outs } : { id: "", props: {} };
    }
    const found = props.directory ? await readNode(plain<NodeState>(props)) : undefined;
    if (!found) return { id: "", props: {} };
    const outs = { ...props, config: found.config, scripts: found.scripts };
    return { id, props: outs, inputs: inputsOf(outs) };
  }

  async update(_id: string, urn: string, olds: Properties, news: Properties): Promise<provider.UpdateResult> {
    if (isFolder(urn)) return { outs: await this.track(writeTextFolder(news)) };
    const inputs = plain<NodeInputs>(news);
    const readsSecretsOnce = inputs.kind === "s3" || inputs.kind === "exporter";
    const restarting: readonly string[] = readsSecretsOnce ? [...restartedBy, "secrets"] : restartedBy;
    const restart = changedInputs(olds, news).some((name) => restarting.includes(name));
    const update = () => updateNode(inputs, restart, this.abort.signal);
    const started = await this.track(restart ? this.oneAtATime(update) : update());
    return { outs: { ...news, ...started } };
  }

  async delete(_id: string, urn: string, props: Properties): Promise<void> {
    await this.track(isFolder(urn) ? removeTextFolder(props) : deleteNode(plain<NodeInputs>(props)));
  }

  /** Ends what is under way, and resolves when nothing half-made is left. */
  async cancel(): Promise<void> {
    this.abort.abort(new Error("cancelled"));
    await Promise.allSettled(this.running);
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
    return tracked;
  }

  /** Pulumi updates in parallel what does not depend on each other; replicas must not all be away at once. */
  private oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const next = this.restarts.then(work, work);
    this.restarts = next;
    return next;
  }
}

/** A URN has the type of the resource before its name. */
function isFolder(urn: string): boolean {
  return urn.split("::").at(-2)?.split("$").at(-1) === folderType;
}

function changedInputs(olds: Properties, news: Properties): string[] {
  return inputNames.filter((name) => isUnknown(news[name]) || !isDeepStrictEqual(plain(olds[name]), plain(news[name])));
}
