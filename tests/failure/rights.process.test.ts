import { keyValues } from "../../cli/failover/answer";
import { checksumOf } from "../../configs/render/checksum";
import type { ClusterNode } from "../support/cluster";
import { closeClusters, createCluster } from "../support/cluster";
import type { Scenario } from "./scenario";
import { helloOf, requestHandOver, settle, steady } from "./scenario";
import { shareScenario } from "./shared-scenario";

describe("a user other than the scripts'", () => {
  const shared = shareScenario();

  test.each(["app", "exporter", "proxy"] as const)(
    "%s cannot publish a hello, neither on Redis nor on a Sentinel, and no Sentinel moves",
    async (user) => {
      const { cluster } = shared();
      const hello = await helloOf(cluster, cluster.sentinels[0]!, cluster.node("replica-0"), 9);
      for (const node of cluster.nodes) {
        await expect(node.askAs(user, "PUBLISH", "__sentinel__:hello", hello)).rejects.toThrow("NOPERM");
      }
      expect(await cluster.problems()).toEqual([]);
      expect((await cluster.master()).name).toBe(cluster.home.name);
    },
  );

  test("the same hello from a script moves a Sentinel", async () => {
    const { cluster } = shared();
    const [sentinel] = cluster.sentinels;
    const replica = cluster.node("replica-0");
    await sentinel!.ask("PUBLISH", "__sentinel__:hello", await helloOf(cluster, sentinel!, replica, 9));
    expect(await sentinel!.namedMaster(cluster.context.masterName)).toBe(replica.address);
  });
});

describe("the master's script has a password of ops that others refuse", () => {
  let scenario: Scenario;

  beforeAll(async () => {
    const cluster = await createCluster({ environment: steady });
    for (const node of cluster.nodes) acceptOtherPasswords(node);
    cluster.start();
    await cluster.waitHealthy();
    scenario = { cluster, load: await cluster.writeLoad() };
  });
  beforeEach(() => scenario.cluster.waitHealthy());
  afterAll(closeClusters);

  test("two Sentinels: it hands nothing over, and says so at once", async () => {
    const { home, answer } = await requestWith(otherPasswords.twoSentinels);
    expect(answer).toMatch(/ refused .*cache-sentinel-1:refused cache-sentinel-2:refused/);
    expect(lastRefusal(home)).toContain("a Sentinel refused the password or the rights of user ops");
    await staysMaster(home);
  });

  test("the wanted replica: it hands nothing over, and says so at once", async () => {
    const { home, answer } = await requestWith(otherPasswords.replica0, "cache-replica-0");
    expect(answer).toMatch(/ refused .*cache-replica-0:refused/);
    expect(lastRefusal(home)).toContain("a Redis node refused the password or the rights of user ops");
    await staysMaster(home);
  });

  test("its own server: it says so at once, and a stop without a hand-over loses nothing", async () => {
    const home = await scenario.cluster.master();
    home.write("secrets", { ops: otherPasswords.everybody });
    await home.stop();
    restorePassword();
    expect(lastRefusal(home)).toContain("this node's own server refused user ops");
    expect(home.events("plain-stop").at(-1)).toContain("gives its script no answer");
    home.start();
    await settle(scenario);
  });

  test("its own server: a request is refused at once", async () => {
    const { home, answer } = await requestWith(otherPasswords.everybody);
    expect(answer).toMatch(/ refused reason="this node's server gives its script no answer: .*WRONGPASS/);
    expect(await settle(scenario)).toBe(home);
  });

  test("one Sentinel: it hands over by the votes of the others", async () => {
    const { home, answer } = await requestWith(otherPasswords.oneSentinel);
    expect(answer).toContain(" done ");
    expect(keyValues(answer).votes).not.toContain("cache-sentinel-2");
    expect((await settle(scenario)).name).not.toBe(home.name);
  });

  async function requestWith(ops: string, target?: string): Promise<{ home: ClusterNode; answer: string }> {
    const home = await scenario.cluster.master();
    home.write("secrets", { ops });
    const answer = await requestHandOver(scenario.cluster, home, target);
    restorePassword();
    return { home, answer };
  }

  function restorePassword(): void {
    for (const node of scenario.cluster.redis) node.write("secrets", { ops: scenario.cluster.passwords.ops });
  }

  async function staysMaster(home: ClusterNode): Promise<void> {
    expect((await settle(scenario)).name).toBe(home.name);
    expect(scenario.load.refused).toEqual({});
  }
});

/** Passwords of ops by who refuses them. */
const otherPasswords = {
  oneSentinel: "one-sentinel-refuses-this-password",
  twoSentinels: "two-sentinels-refuse-this-password",
  replica0: "replica-0-refuses-this-password",
  everybody: "everybody-refuses-this-password",
};

function acceptOtherPasswords(node: ClusterNode): void {
  const accepted = [
    ...(/sentinel-2$/.test(node.name) ? [] : [otherPasswords.oneSentinel]),
    ...(/sentinel-[12]$/.test(node.name) ? [] : [otherPasswords.twoSentinels]),
    ...(/replica-0$/.test(node.name) ? [] : [otherPasswords.replica0]),
  ];
  const hashes = accepted.map((password) => ` #${checksumOf(password)}`).join("");
  node.edit("config", "users.acl.tmpl", (text) => text.replace("user ops on #<ops>", `$&${hashes}`));
}

function lastRefusal(node: ClusterNode): string | undefined {
  return node.events("refused").at(-1);
}
