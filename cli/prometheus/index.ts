import { UserError } from "../terminal/errors";

/** A line of a plot: a value at each time, in s since 1970. */
export interface Series {
  labels: Record<string, string>;
  values: [time: number, value: number][];
}

interface Answer<T> {
  status: string;
  error?: string;
  data: T;
}

interface Target {
  labels: Record<string, string>;
  scrapeInterval: string;
}

const answerWithinMs = 30_000;

/** What is asked of a Prometheus. */
export class Prometheus {
  constructor(readonly url: string) {}

  /** Values now, of each series. */
  async now(query: string): Promise<{ labels: Record<string, string>; value: number }[]> {
    const { result } = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      "query",
      { query },
    );
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** Values from one time to another, in s since 1970, at every `step` seconds. */
  async range(query: string, { from, to, step }: { from: number; to: number; step: number }): Promise<Series[]> {
    const parameters = { query, start: String(from), end: String(to), step: String(step) };
    const { result } = await this.ask<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>(
      "query_range",
      parameters,
    );
    return result.map(({ metric, values }) => ({
      labels: metric,
      values: values.map(([time, value]) => [time, Number(value)]),
    }));
  }

  /** The longest time between two scrapes of the targets whose label `pod` matches, in s; undefined without targets. */
  async scrapeInterval(namespace: string, pod: RegExp): Promise<number | undefined> {
    const { activeTargets } = await this.ask<{ activeTargets: Target[] }>("targets", { state: "active" });
    const own = activeTargets.filter(
      ({ labels }) => labels.namespace === namespace && labels.pod !== undefined && pod.test(labels.pod),
    );
    return own.length === 0 ? undefined : Math.max(...own.map(({ scrapeInterval }) => secondsIn(scrapeInterval)));
  }

  private async ask<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const query = new URLSearchParams(parameters).toString();
    let answer: Answer<T>;
    try {
      const response = await fetch(`${this.url.replace(/\/$/, "")}/api/v1/${path}?${query}`, {
        signal: AbortSignal.timeout(answerWithinMs),
      });
      answer = (await response.json()) as Answer<T>;
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error };
      throw new UserError(
        `--prometheus ${this.url}: it does not answer as a Prometheus does (${cause?.message ?? message}).`,
        "give the address under which its pages are; `redis-cache status` tells whether that of stack local answers.",
      );
    }
    if (answer.status !== "success") throw new UserError(`--prometheus ${this.url}: ${answer.error}.`);
    return answer.data;
  }
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };

/** A duration as Prometheus writes it: `1m30s`. */
function secondsIn(text: string): number {
  return [...text.matchAll(/(\d+)(ms|[smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit!]!,
    0,
  );
}
