import type { Redis } from "ioredis";
import type { Endpoint } from "../../configs/connection";
import { addressOf, parseInfo } from "../health/observe";
import type { Fact } from "./fact";
import { expectThat, fact, until } from "./fact";
import { helloChannel, sendHello } from "./hello";
import { longPauseMs } from "./pause";
import type { Trial } from "./trial";
import { votedEpochs } from "./votes";

const waitMs = 30_000;

/** The trial's connections in a hand-over. */
interface Parties {
  trial: Trial;
  epoch: number;
  from: Endpoint;
  to: Endpoint;
  fromOps: Redis;
  toOps: Redis;
  /** What a write is answered that was sent during the pause. */
  held: Promise<string>;
}

/** A hand-over from the master to its replica, in the order in which the scripts do it, with a look at each step. */
export async function handOverFacts(trial: Trial): Promise<Fact[]> {
  const { master: from, replica: to } = trial.nodes;
  const [fromOps, toOps] = [await trial.connect(from, "ops"), await trial.connect(to, "ops")];
  const writer = await trial.connect(from, "app");
  await writer.set("before", "1");
  await fromOps.call("CLIENT", "PAUSE", longPauseMs, "WRITE");
  const held = writer.set("held", "1").then(
    () => "OK",
    (error: Error) => error.message,
  );
  const parties = { trial, epoch: votedEpochs + 1, from, to, fromOps, toOps, held };
  return [
    await promotion(parties),
    ...(await telling(parties)),
    await release(parties),
    await goodReplicas(parties),
    await data(parties),
    await agreement(parties),
  ];
}

function promotion({ trial, to, toOps }: Parties): Promise<Fact> {
  return fact("REPLICAOF NO ONE and CLIENT KILL run in one transaction", async () => {
    const client = await trial.connect(to, "app");
    const answers = await transaction(toOps, [
      ["role"],
      ["replicaof", "NO", "ONE"],
      ["client", "KILL", "TYPE", "normal"],
    ]);
    expectThat(answers[1] === "OK", `REPLICAOF NO ONE answers ${JSON.stringify(answers[1])}`);
    await until("the end of the clients' connections", () => client.status === "end");
    const { role } = parseInfo(await toOps.info("replication"));
    expectThat(role === "master", `the replica is ${role} afterwards`);
    return "master at once, its clients closed, the asker not";
  });
}

async function telling({ trial, epoch, from, to }: Parties): Promise<Fact[]> {
  const { sentinels } = trial.nodes;
  const heard: string[] = [];
  const listener = await trial.connect(sentinels[0]!, "app");
  listener.on("message", (_, text: string) => heard.push(text));
  await listener.subscribe("+switch-master");
  const tell = async (master: Endpoint, at: number) => {
    for (const sentinel of sentinels) {
      const named = await sendHello(trial, sentinel, master, at);
      expectThat(named === addressOf(to), `${sentinel.name} names ${named} after the message, not ${addressOf(to)}`);
    }
  };
  return [
    await fact("a hello of a higher epoch moves a Sentinel at once", async () => {
      await tell(to, epoch);
      return `${sentinels.length} Sentinels name the new master in their next answer`;
    }),
    await fact("clients of the Sentinels hear of it", async () => {
      const text = `${trial.masterName} ${from.host} ${from.port} ${to.host} ${to.port}`;
      await until("+switch-master", () => heard.includes(text));
      return "+switch-master";
    }),
    await fact("a hello of an older epoch moves nobody", async () => {
      await tell(from, epoch - 1);
      return "ignored";
    }),
  ];
}

function release({ to, fromOps, held }: Parties): Promise<Fact> {
  return fact("the old master closes its clients, turns and ends its pause at once", async () => {
    await transaction(fromOps, [
      ["client", "KILL", "TYPE", "normal"],
      ["client", "KILL", "TYPE", "pubsub"],
      ["replicaof", to.host, String(to.port)],
      ["client", "UNPAUSE"],
    ]);
    const answer = await held;
    expectThat(/closed/.test(answer), `a held write is answered ${answer}, where its connection had to be closed`);
    return "a held SET ends with its connection, not with READONLY";
  });
}

function goodReplicas({ toOps }: Parties): Promise<Fact> {
  return fact("the new master counts its replicas in sync", async () => {
    const good = async () => Number(parseInfo(await toOps.info("replication")).min_slaves_good_slaves) >= 1;
    await until("min_slaves_good_slaves 1", good);
    return "min_slaves_good_slaves 1";
  });
}

function data({ trial, to }: Parties): Promise<Fact> {
  return fact("writes go on, and those from before the pause are there", async () => {
    const client = await trial.connect(to, "app");
    await client.set("after", "1");
    expectThat((await client.wait(1, waitMs)) === 1, `WAIT 1 has found no replica within ${waitMs} ms`);
    expectThat((await client.get("before")) === "1", "a write from before the pause is lost");
    return "SET, WAIT 1, GET";
  });
}

function agreement({ trial }: Parties): Promise<Fact> {
  return fact("all agree afterwards, and nobody is counted twice", async () => {
    await trial.agree();
    return "one master, one replica, each Sentinel knows 2 others";
  });
}

/** What was denied to the users of the rendered rights in all of this, and what must be. */
export async function rightsFacts(trial: Trial): Promise<Fact[]> {
  const denied = await fact("the rendered rights are enough", async () => {
    const denials = await Promise.all(trial.all.map((node) => denialsOn(trial, node)));
    expectThat(denials.flat().length === 0, denials.flat().join("\n"));
    return "ACL LOG is empty on every node";
  });
  const kept = await fact("the rendered rights keep applications from the hello channel", async () => {
    for (const node of trial.all) {
      const client = await trial.connect(node, "app");
      const answer = await client.publish(helloChannel, "x").then(String, (error: Error) => error.message);
      expectThat(answer.startsWith("NOPERM"), `${node.name} answers ${answer} to a PUBLISH of user app`);
    }
    return "NOPERM on every node";
  });
  return [denied, kept];
}

async function denialsOn(trial: Trial, node: Endpoint): Promise<string[]> {
  const auditor = await trial.connect(node, "auditor");
  const entries = (await auditor.call("ACL", "LOG")) as string[][];
  return entries.map((entry) => `${node.name}: ${entry.slice(0, 10).join(" ")}`);
}

/** The answers of a transaction; throws the first error among them. */
async function transaction(client: Redis, commands: string[][]): Promise<unknown[]> {
  const answers = (await client.multi(commands).exec()) ?? [];
  const [failed] = answers.flatMap(([error]) => error ?? []);
  if (failed) throw failed;
  return answers.map(([, answer]) => answer);
}
