import { emitKeypressEvents, type Key } from "node:readline";

/** Where a live view is written. */
export interface Screen {
  show: (text: string) => void;
  close: () => void;
}

/** A terminal, on which each text takes the place of the last one; `stop` is called by q and by Ctrl-C. */
export async function liveScreen(stop: () => void): Promise<Screen> {
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(process.stdout);
  const pressed = (_: string, { name, ctrl }: Key) => {
    if (name === "q" || (ctrl && name === "c")) stop();
  };
  const { stdin } = process;
  if (stdin.isTTY) {
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on("keypress", pressed);
  }
  return {
    // Left to log-update, a text that is too high for the terminal would lose its first lines.
    show: (text) =>
      update(
        text
          .split("\n")
          .slice(0, process.stdout.rows - 1)
          .join("\n"),
      ),
    close: () => {
      update.done();
      if (!stdin.isTTY) return;
      stdin.off("keypress", pressed);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** No terminal: each text below the last one. */
export function plainScreen(): Screen {
  return { show: (text) => void process.stdout.write(`${text}\n`), close: () => undefined };
}
