import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** What it does with a question: answers it, says that there is no such name, or nothing. */
export type Mood = "answers" | "knows no name" | "silent";

/** A name server on this machine for whom every name has one address, until it is closed. */
export class NameServer {
  mood: Mood = "answers";
  /** The names that it was asked for, one after the other. */
  readonly asked: string[] = [];
  /** The address of a name, where it is not 127.0.0.1. */
  readonly addresses: Record<string, string> = {};
  /** Names that are treated in another way than the rest. */
  readonly moods: Record<string, Mood> = {};
  private isClosed = false;

  private constructor(
    private readonly socket: Socket,
    /** Where it takes questions, by UDP. */
    readonly port: number,
  ) {
    socket.on("message", (question, from) => {
      this.asked.push(nameIn(question));
      if (this.moodFor(question) !== "silent") socket.send(this.answerTo(question), from.port, from.address);
    });
  }

  static async open({ host = "127.0.0.1", port = 0 } = {}): Promise<NameServer> {
    const socket = createSocket("udp4");
    socket.bind(port, host);
    await once(socket, "listening");
    return new NameServer(socket, socket.address().port);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.close();
    await once(this.socket, "close");
  }

  private moodFor(question: Buffer): Mood {
    return this.moods[nameIn(question)] ?? this.mood;
  }

  /** RFC 1035: the question comes back, and with it an address, if one of IPv4 is asked for. */
  private answerTo(message: Buffer): Buffer {
    const endOfQuestion = message.indexOf(0, headerLength) + 5;
    const isKnown = this.moodFor(message) === "answers";
    const hasAddress = isKnown && message.readUInt16BE(endOfQuestion - 4) === typeA;
    const header = Buffer.from(message.subarray(0, headerLength));
    header.writeUInt16BE(isKnown ? 0x8580 : 0x8583, 2); // An answer, and of authority.
    header.writeUInt16BE(hasAddress ? 1 : 0, 6);
    header.writeUInt32BE(0, 8);
    const address = this.addresses[nameIn(message)] ?? "127.0.0.1";
    const record = [0xc0, headerLength, 0, typeA, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split(".").map(Number)];
    const question = message.subarray(headerLength, endOfQuestion);
    return Buffer.concat([header, question, ...(hasAddress ? [Buffer.from(record)] : [])]);
  }
}

/** An address of this machine that no other process of the tests takes. */
export const ownAddress = `127.${64 + ((process.pid >> 16) & 63)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;

const headerLength = 12;
const typeA = 1;

function nameIn(message: Buffer): string {
  const labels: string[] = [];
  for (let at = headerLength; message[at]; at += message[at]! + 1) {
    labels.push(message.toString("ascii", at + 1, at + 1 + message[at]!));
  }
  return labels.join(".");
}
