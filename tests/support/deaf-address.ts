import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * A port of this machine at which connections are neither taken nor refused, as at the address of a machine that is
 * gone: a listener that accepts nobody, whose queue is full.
 */
export class DeafAddress {
  private constructor(private readonly listener: ChildProcess) {}

  /** Waits until whoever had the port is gone from it, and until nobody gets into the queue any more. */
  static async open(port: number): Promise<DeafAddress> {
    const listener = spawn("python3", ["-c", program, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    await once(listener.stdout, "data");
    return new DeafAddress(listener);
  }

  async close(): Promise<void> {
    this.listener.kill("SIGKILL");
    await once(this.listener, "exit");
  }
}

const program = `
import socket, sys, time
address = ("127.0.0.1", int(sys.argv[1]))
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
while True:
    try:
        listener.bind(address)
        break
    except OSError:
        time.sleep(0.02)
listener.listen(0)
queued = []
while True:
    one = socket.socket()
    one.settimeout(0.5)
    try:
        one.connect(address)
    except OSError:
        break
    queued.append(one)
print("deaf", flush=True)
sys.stdin.read()
`;
