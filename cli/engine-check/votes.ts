import { randomBytes } from "node:crypto";
import type { Endpoint } from "../../configs/connection";
import type { Fact } from "./fact";
import { expectThat, fact } from "./fact";

/** For whom a Sentinel has voted, `*` for nobody, and in which epoch. */
export interface Vote {
  leader: string;
  epoch: number;
}

/** Sentinels that watch a master. */
export interface Electorate {
  sentinels: readonly Endpoint[];
  master: Endpoint;
  replica: Endpoint;
  /** Asks a Sentinel to vote for `id` as the one who may replace the node. */
  vote(sentinel: Endpoint, node: Endpoint, epoch: number, id: string): Promise<Vote>;
  /** `kill -9` and a start. */
  restart(sentinel: Endpoint): Promise<void>;
}

/** A name to be voted for, as Sentinels have them: 40 hexadecimal digits. */
function randomId(): string {
  return randomBytes(20).toString("hex");
}

/** The epochs in which votes are given here; a hand-over afterwards takes the next. */
export const votedEpochs = 2;

/** What SENTINEL IS-MASTER-DOWN-BY-ADDR must do for the votes of a hand-over. */
export async function voteFacts(electorate: Electorate): Promise<Fact[]> {
  const { sentinels, master, replica } = electorate;
  const [first, second, third] = [randomId(), randomId(), randomId()];
  const each = async (node: Endpoint, epoch: number, id: string, verify: (vote: Vote) => string | undefined) => {
    for (const sentinel of sentinels) {
      const otherwise = verify(await electorate.vote(sentinel, node, epoch, id));
      expectThat(otherwise === undefined, `${sentinel.name} ${otherwise}`);
    }
  };
  return [
    await fact("a Sentinel votes while the master is up", async () => {
      await each(master, 1, first, isFor(first, 1));
      return `${sentinels.length} votes in epoch 1`;
    }),
    await fact("it gives one vote an epoch", async () => {
      await each(master, 1, second, isFor(first, 1));
      return "a second id gets the first one back";
    }),
    await fact("it does not vote on a node that is not its master", async () => {
      await each(replica, 2, second, isFor("*"));
      return "* on the replica's address";
    }),
    await fact("it votes again in the next epoch", async () => {
      await each(master, 2, second, isFor(second, 2));
      return `${sentinels.length} votes in epoch 2`;
    }),
    await fact("it gives no second vote in an epoch after kill -9", async () => {
      const last = sentinels.at(-1)!;
      await electorate.restart(last);
      const { leader } = await electorate.vote(last, master, 2, third);
      expectThat(leader !== third, `${last.name} votes twice in epoch 2: it has not kept the vote on disk`);
      return "the vote is on disk";
    }),
  ];
}

function isFor(leader: string, epoch?: number) {
  return (vote: Vote): string | undefined => {
    if (vote.leader === leader && (epoch === undefined || vote.epoch === epoch)) return undefined;
    const wanted = epoch === undefined ? leader : `${leader} in epoch ${epoch}`;
    return `answers ${vote.leader} in epoch ${vote.epoch}, not ${wanted}`;
  };
}
