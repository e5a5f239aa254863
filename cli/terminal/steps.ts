import type { ListrTask } from "listr2";
import { Listr, PRESET_TIMER } from "listr2";

/** A part of a command that may take a while. */
export interface Step {
  title: string;
  /** What it returns is added to the title when it is done. */
  run: (report: Report) => Promise<string | void>;
}

/** How often a step tells that it is still at work. */
const tellEveryMs = process.stdout.isTTY ? 500 : 10_000;

/** Runs steps one after another: a live list on a terminal, plain lines elsewhere, nothing where JSON is asked for. */
export async function runSteps(steps: readonly Step[], { json }: { json?: boolean }): Promise<void> {
  const failures: unknown[] = [];
  const list = new Listr(
    steps.map((step) => listed(step, (error) => failures.push(error))),
    {
      renderer: json ? "silent" : "default",
      fallbackRenderer: "simple",
      // Signals are ours: a step in which a child works has to be waited for.
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    },
  );
  try {
    await list.run();
  } catch (error) {
    throw failures[0] ?? error;
  }
}

/** The list shows which step has failed; why, the tool prints once, at its end. */
function listed({ title, run }: Step, failed: (error: unknown) => void): ListrTask {
  return {
    title,
    task: async (_, task) => {
      const started = Date.now();
      let doing = "";
      const tell = () => (task.output = `${doing} ${Math.round((Date.now() - started) / 1000)} s`.trim());
      const timer = setInterval(tell, tellEveryMs);
      try {
        const result = await run((text) => (doing = text));
        // A callback of a step may return what its type does not tell.
        if (typeof result === "string" && result) task.title = `${title}: ${result}`;
      } catch (error) {
        failed(error);
        throw new Error("the reason is below");
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** Tells the user what a step is doing right now; called as often as there is something new. */
export type Report = (text: string) => void;
