import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** A name server on this machine for whom every name has the address 127.0.0.1, until it is closed. */
export class NameServer {
  private constructor(
    private readonly socket: Socket,
    /** Where it takes questions, by UDP. */
    readonly port: number,
  ) {}

  static async open(): Promise<NameServer> {
    const socket = createSocket("udp4");
    socket.on("message", (question, from) => socket.send(answerTo(question), from.port, from.address));
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new NameServer(socket, socket.address().port);
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, "close");
  }
}

const headerLength = 12;
const typeA = 1;

/** RFC 1035: the question comes back, and with it an address, if one of IPv4 is asked for. */
function answerTo(message: Buffer): Buffer {
  const endOfQuestion = message.indexOf(0, headerLength) + 5;
  const hasAddress = message.readUInt16BE(endOfQuestion - 4) === typeA;
  const header = Buffer.from(message.subarray(0, headerLength));
  header.writeUInt16BE(0x8580, 2); // An answer, and of authority.
  header.writeUInt16BE(hasAddress ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, headerLength, 0, typeA, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([header, message.subarray(headerLength, endOfQuestion), ...(hasAddress ? [record] : [])]);
}
