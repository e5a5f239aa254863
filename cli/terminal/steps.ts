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
  const list = new Listr(steps.map(listed), {
    renderer: json ? "silent" : "default",
    fallbackRenderer: "simple",
    // Signals are ours: a step in which a child works has to be waited for.
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  });
  await list.run();
}

function listed({ title, run }: Step): ListrTask {
  return {
    title,
    task: async (_, task) => {
      const started = Date.now();
      let doing = "";
      const tell = () => (task.output = `${doing} ${Math.round((Date.now() - started) / 1000)} s`.trim());
      const timer = setInterval(tell, tellEveryMs);
      try {
        const result = await run((text) => (doing = text));
        if (result) task.title = `${title}: ${result}`;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** Tells the user what a step is doing right now; called as often as there is something new. */
export type Report = (text: string) => void;
