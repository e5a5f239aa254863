import type { Engine } from "./engine";
import { ensureEngine } from "./engine";
import type { Step } from "./steps";

/** The step that finds or installs the engine, and what it found. */
export function engineStep(found: (engine: Engine) => void): Step {
  return {
    title: "Pulumi engine",
    run: async (report) => {
      const engine = await ensureEngine(report);
      found(engine);
      return engine.version;
    },
  };
}
