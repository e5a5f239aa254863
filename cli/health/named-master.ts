import { ask } from "./connect";
import type { DeployedInstance } from "./deployed";
import { addressOf } from "./observe";

/** The node that most Sentinels name as master, by its name; undefined where none answers. */
export async function namedMaster(instance: DeployedInstance): Promise<string | undefined> {
  const answers = await Promise.all(
    instance.sentinels.map((sentinel) =>
      ask(sentinel, instance, "app", (client) =>
        client.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", instance.masterName),
      ).catch(() => undefined),
    ),
  );
  const named = answers.flatMap((answer) => (Array.isArray(answer) ? [answer.join(":")] : []));
  const votes = (address: string) => named.filter((other) => other === address).length;
  const [most] = [...named].sort((a, b) => votes(b) - votes(a));
  return instance.redis.find((node) => addressOf(node) === most)?.name ?? most;
}
