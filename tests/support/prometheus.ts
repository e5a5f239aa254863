import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts } from "../../benchmarks/free-ports";
import { HttpProgram } from "./http-program";

/** Where a pod answers with metrics. */
export interface ScrapeTarget {
  pod: string;
  port: number;
  path: string;
}

/** A real Prometheus that scrapes an instance of namespace `redis` once a second, with the labels that rules need. */
export class Prometheus {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly program: HttpProgram,
  ) {}

  static async start(targets: readonly ScrapeTarget[]): Promise<Prometheus> {
    const port = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const folder = mkdtempSync(join(tmpdir(), "redis-cache-prometheus-"));
    const flags = prepareIn(folder, port, targets);
    return new Prometheus(url, folder, await HttpProgram.start("prometheus", flags, { answersAt: `${url}/-/ready` }));
  }

  /** How many series answer a query now; fails with what Prometheus says where it does not take it. */
  async count(query: string): Promise<number> {
    const { result } = await this.ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(query)}`);
    return result.length;
  }

  /** Names of all metrics that it has. */
  async metrics(): Promise<Set<string>> {
    return new Set(await this.ask<string[]>("label/__name__/values"));
  }

  async stop(): Promise<void> {
    await this.program.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`${this.url}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }
}

/** Writes its configuration; returns the flags to start it with. */
function prepareIn(folder: string, port: number, targets: readonly ScrapeTarget[]): string[] {
  const scrape_configs = targets.map(({ pod, port, path }, index) => ({
    job_name: `${pod}-${index}`,
    metrics_path: path,
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { namespace: "redis", pod } }],
  }));
  writeFileSync(join(folder, "config.yaml"), stringify({ global: { scrape_interval: "1s" }, scrape_configs }));
  return [
    `--config.file=${join(folder, "config.yaml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
}
