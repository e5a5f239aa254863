import { freePorts } from "../../benchmarks/free-ports";
import { HttpProgram } from "./http-program";

const running = new Set<Exporter>();

/** Ends all exporters of the test file: `afterEach(closeExporters)`. */
export async function closeExporters(): Promise<void> {
  await Promise.all([...running].map((exporter) => exporter.stop()));
}

/** A real redis_exporter beside a server of a test. */
export class Exporter {
  private constructor(
    readonly port: number,
    private readonly program: HttpProgram,
  ) {
    running.add(this);
  }

  /** With variables as a container has them; waits until it answers. */
  static async start(environment: Readonly<Record<string, string>>): Promise<Exporter> {
    const port = await freePorts(1);
    const env = { PATH: process.env.PATH, ...environment, REDIS_EXPORTER_WEB_LISTEN_ADDRESS: `127.0.0.1:${port}` };
    const answersAt = `http://127.0.0.1:${port}/health`;
    return new Exporter(port, await HttpProgram.start("redis_exporter", [], { answersAt, env }));
  }

  /** Of an answer to GET. */
  async status(path: string): Promise<number> {
    return (await fetch(`http://127.0.0.1:${this.port}${path}`)).status;
  }

  /** Values by series, as they stand in a scrape: `redis_up`, `redis_db_keys{db="db0"}`. In 10 s, as Prometheus does. */
  async scrape(): Promise<Map<string, number>> {
    const signal = AbortSignal.timeout(10_000);
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`, { signal })).text();
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.slice(line.lastIndexOf(" ")))]));
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.program.stop();
  }
}
