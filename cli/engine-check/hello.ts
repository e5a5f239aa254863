import type { Endpoint } from "../../configs/connection";
import { fieldsOf } from "../health/observe";
import type { Trial } from "./trial";

export const helloChannel = "__sentinel__:hello";

/**
 * Tells a Sentinel who is master since `epoch`, in the words and the name of another Sentinel as the receiver lists it,
 * and returns the address that it names next on the same connection.
 */
export async function sendHello(trial: Trial, sentinel: Endpoint, master: Endpoint, epoch: number): Promise<string> {
  const { masterName } = trial;
  const client = await trial.connect(sentinel, "ops");
  const others = (await client.call("SENTINEL", "SENTINELS", masterName)) as unknown[];
  const { ip, port, runid } = fieldsOf(others[0]);
  const text = [ip, port, runid, epoch, masterName, master.host, master.port, epoch].join(",");
  const published = client.publish(helloChannel, text);
  const address = (await client.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName)) as string[];
  await published;
  return address.join(":");
}
