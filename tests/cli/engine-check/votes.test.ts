import type { Vote } from "../../../cli/engine-check/votes";
import { voteFacts } from "../../../cli/engine-check/votes";

const host = "127.0.0.1";
const [master, replica, first, last] = ["master", "replica", "sentinel-0", "sentinel-1"].map((name, i) => ({
  name,
  host,
  port: i + 1,
})) as [Node, Node, Node, Node];

interface Node {
  name: string;
  host: string;
  port: number;
}

/** Sentinels as they are; `change` makes one that differs. */
class Sentinels {
  readonly sentinels = [first, last];
  readonly master = master;
  readonly replica = replica;
  protected readonly given = new Map<Node, Vote>();

  vote = (sentinel: Node, node: Node, epoch: number, id: string): Promise<Vote> =>
    Promise.resolve(this.answer(sentinel, node, epoch, id));

  restart = (sentinel: Node): Promise<void> => Promise.resolve(this.forget(sentinel));

  answer(sentinel: Node, node: Node, epoch: number, id: string): Vote {
    if (node !== master) return { leader: "*", epoch: 0 };
    const given = this.given.get(sentinel);
    if (given && given.epoch >= epoch) return given;
    this.given.set(sentinel, { leader: id, epoch });
    return { leader: id, epoch };
  }

  forget(sentinel: Node): void {
    this.given.set(sentinel, { leader: "*", epoch: this.given.get(sentinel)?.epoch ?? 0 });
  }
}

class VotesTwice extends Sentinels {
  override answer = (_: Node, node: Node, epoch: number, id: string): Vote =>
    node === master ? { leader: id, epoch } : { leader: "*", epoch: 0 };
}

class VotesOnAny extends Sentinels {
  override answer(sentinel: Node, _: Node, epoch: number, id: string): Vote {
    return super.answer(sentinel, master, epoch, id);
  }
}

class WaitsForDown extends Sentinels {
  override answer = (): Vote => ({ leader: "*", epoch: 0 });
}

class VotesOnce extends Sentinels {
  override answer(sentinel: Node, node: Node, epoch: number, id: string): Vote {
    return (node === master && this.given.get(sentinel)) || super.answer(sentinel, node, epoch, id);
  }
}

class Forgets extends Sentinels {
  override forget = (sentinel: Node): void => void this.given.delete(sentinel);
}

const names = {
  up: "a Sentinel votes while the master is up",
  once: "it gives one vote an epoch",
  own: "it does not vote on a node that is not its master",
  next: "it votes again in the next epoch",
  kept: "it gives no second vote in an epoch after kill -9",
};

it.each<[string, Sentinels, string[]]>([
  ["as they are", new Sentinels(), []],
  ["that vote twice an epoch", new VotesTwice(), [names.once, names.kept]],
  ["that vote on any node", new VotesOnAny(), [names.own]],
  ["that vote only when the master is down", new WaitsForDown(), [names.up, names.once, names.next]],
  ["that vote once for all epochs", new VotesOnce(), [names.next]],
  ["that keep no vote on disk", new Forgets(), [names.kept]],
])("finds what differs in Sentinels %s", async (_, sentinels, differing) => {
  const facts = await voteFacts(sentinels);
  expect(facts.map(({ name }) => name)).toEqual(Object.values(names));
  expect(facts.filter(({ reason }) => reason !== undefined).map(({ name }) => name)).toEqual(differing);
});
