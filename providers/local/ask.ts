import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { FileContents, NodeInputs } from "./inputs";

/** One answer of a server; an error is an answer too. */
export interface Reply {
  ok: boolean;
  text: string;
}

/** Whether something accepts connections on the port. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean) => () => (socket.destroy(), resolve(answer));
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

/** Sends the commands over one connection of user `ops` and resolves with an answer for each. */
export async function askNode(node: NodeInputs, commands: string[][], timeout = 3000): Promise<Reply[]> {
  const password = node.secrets.ops;
  const login = password ? [["AUTH", "ops", password]] : [];
  const replies = await exchange(open(node, timeout), [...login, ...commands]);
  return replies.slice(login.length);
}

function open({ host, port, tls }: NodeInputs, timeout: number): Socket {
  return tls["ca.crt"] ? connectTls({ host, port, timeout, ...tlsOptions(tls) }) : connect({ host, port, timeout });
}

/** The certificate is checked, its name is not: names in it are those of clients, not always a loopback address. */
function tlsOptions(files: FileContents) {
  return {
    ca: files["ca.crt"],
    cert: files["tls.crt"],
    key: files["tls.key"],
    checkServerIdentity: () => undefined,
  };
}

function exchange(socket: Socket, commands: string[][]): Promise<Reply[]> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.once("close", () => reject(new Error("connection closed")));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const replies = parseReplies(received);
      if (replies.length < commands.length) return;
      resolve(replies);
      socket.destroy();
    });
    socket.write(commands.map(encode).join(""));
  });
}

const encode = (words: string[]) =>
  [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ""].join("\r\n");

/** The complete replies at the start of a buffer; lists are not needed here. */
export function parseReplies(received: Buffer): Reply[] {
  const replies: Reply[] = [];
  for (let at = 0; ;) {
    const end = received.indexOf("\r\n", at);
    if (end < 0) return replies;
    const line = received.toString("utf8", at, end);
    at = end + 2;
    if (!line.startsWith("$")) {
      replies.push({ ok: !line.startsWith("-"), text: line.slice(1) });
      continue;
    }
    const length = Number(line.slice(1));
    if (length < 0) {
      replies.push({ ok: true, text: "" });
      continue;
    }
    if (received.length < at + length + 2) return replies;
    replies.push({ ok: true, text: received.toString("utf8", at, at + length) });
    at += length + 2;
  }
}
