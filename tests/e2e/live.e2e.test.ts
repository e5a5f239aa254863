import { connect } from "node:tls";
import pWaitFor from "p-wait-for";
import { Installation } from "../../benchmarks/cluster/installation";
import { small } from "../../benchmarks/cluster/small-instance";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { withClusterInstances } from "../../cli/deployed/in-cluster";
import { missingCertificates } from "../../cli/secrets/certificates";
import { notReady } from "../../cli/secrets/known-passwords";
import { nextStep } from "../../cli/secrets/rotation";
import { notInForce } from "../../cli/smoke/configuration";
import { certificateNames, type InstanceInput, type UserName } from "../../configs";
import { secretsAfter } from "../support/secrets-after";
import { underLoad } from "./support/under-load";

/** From a file's change on, which a kubelet may show a pod a minute after that of the object. */
const inForceWithinSeconds = 15;
const shownWithinMs = 150_000;

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;
  // A deployment ends when the Job has seen the changed files in force.
  let settings: InstanceInput = { tls: { enabled: tls }, pods: { awaitConfiguration: true } };

  beforeAll(async () => {
    installation = await Installation.start("live", settings);
  });
  afterAll(() => installation.close());

  test("maxmemory and the eviction policy change", async () => {
    settings = {
      ...settings,
      memory: { ...small.memory, maxmemory: "40Mi", policy: "allkeys-lfu" },
    };
    await withoutAnyStart("maxmemory and policy changed", async () => {
      await apply(installation.with(settings));
      const waiting = await use((instance) =>
        notInForce(instance, installation.settings, { timeoutMs: shownWithinMs, report: () => undefined }),
      );
      expect(waiting).toEqual([]);
    });
    for (const pod of redisPods)
      expect(await secondsUntil(pod, "maxmemory", "config")).toBeLessThan(inForceWithinSeconds);
  });

  test.each(["replication", "sentinel", "ops"] as const)("the password of user %s is rotated", async (user) => {
    await withoutAnyStart(`password of ${user} rotated`, async () => {
      for (const number of [1, 2, 3]) expect(await takeStep(user)).toBe(number);
    });
  });

  if (tls) {
    test("the certificate is renewed", async () => {
      const { tls: old, ...others } = installation.secrets;
      const names = certificateNames(installation.context);
      const renewed = { ...old!, ...(await missingCertificates(names, { ca: old!.ca, caKey: old!.caKey })) };
      // The load's own client has the authority alone, which stays. Sentinels start again, one after the other.
      await withoutAnyStart("certificate renewed", async () => {
        await apply(installation.with(settings, { ...others, tls: renewed }));
        await use(async (instance) => {
          const nodes = [...instance.redis, ...instance.sentinels];
          await eventually(async () => {
            const shown = await Promise.all(nodes.map((node) => certificateOf(node, instance)));
            return shown.every((pem) => pem === renewed.cert.replace(/\s/g, ""));
          });
        });
      });
      for (const pod of redisPods) {
        expect(await secondsUntil(pod, "tls-cert-file", "tls")).toBeLessThan(inForceWithinSeconds);
      }
    });
  }

  test("applications change over to the other name of their user", async () => {
    await withoutAnyStart("password of app rotated", async () => {
      for (const number of [1, 2]) expect(await takeStep("app")).toBe(number);
    });
    // The client with the old one has ended by now.
    expect(await takeStep("app")).toBe(3);
    await use(async (instance) => {
      expect(instance.connection.username).toBe("app-b");
      await eventually(async () => (await knows(instance, "app")).length === 0);
    });
  });

  async function apply(changed: Installation): Promise<void> {
    installation = changed;
    await installation.apply();
  }

  /** One step of a rotation, once the nodes are ready for it. */
  async function takeStep(user: UserName): Promise<number> {
    const step = nextStep(user, installation.context.settings, installation.secrets);
    await use((instance) => eventually(async () => (await notReady(instance, step)).length === 0));
    if (step.login) settings = { ...settings, secrets: { appUser: step.login as "app" | "app-b" } };
    await apply(installation.with(settings, secretsAfter(installation.secrets, step)));
    return step.number;
  }

  async function knows(instance: DeployedInstance, login: "app"): Promise<string[]> {
    const step = { number: 3, requires: { login, knows: installation.secrets[login] ?? "" } } as const;
    const without = await notReady(instance, step);
    return instance.redis.map(({ name }) => name).filter((name) => !without.some((reason) => reason.startsWith(name)));
  }

  function use<T>(work: (instance: DeployedInstance) => Promise<T>): Promise<T> {
    return withClusterInstances(installation.settings, ["cache"], ([instance]) => work(instance!));
  }

  /** Under load: no pod is replaced, no container starts again, no write is refused. */
  async function withoutAnyStart(scenario: string, change: () => Promise<void>): Promise<void> {
    const before = await installation.pods.starts();
    const { refused } = await underLoad(installation, scenario, change);
    expect({ refused, starts: await installation.pods.starts() }).toEqual({ refused: {}, starts: before });
  }

  /** How long after the newest change of a folder's files the node had a directive in force. */
  async function secondsUntil(pod: string, directive: string, folder: string): Promise<number> {
    const log = await installation.kubectl("logs", pod, "-c", "redis");
    const [, time] = [...log.matchAll(/^time=(\S+) \S+ event=configured name=(\S+)/gm)]
      .filter(([, , name]) => name === directive)
      .at(-1)!;
    const shown = await installation.kubectl("exec", pod, "-c", "redis", "--", "stat", "-c", "%Y", `/${folder}/..data`);
    return Date.parse(time!) / 1000 - Number(shown);
  }
});

const redisPods = ["cache-master-0", "cache-replica-0", "cache-replica-1"];

function eventually(condition: () => Promise<boolean>): Promise<void> {
  return pWaitFor(condition, { interval: 1000, timeout: shownWithinMs });
}

/** What a node shows in a handshake, as PEM without its line breaks; empty where it shows none. */
function certificateOf(node: Endpoint, { reach, certificate, connection }: DeployedInstance): Promise<string> {
  const { host, port } = reach![`${node.host}:${node.port}`]!;
  return new Promise((resolve) => {
    const options = { host, port, ca: connection.ca, ...certificate, checkServerIdentity: () => undefined };
    const socket = connect(options, () => {
      const base64 = socket.getPeerCertificate().raw.toString("base64");
      resolve(`-----BEGINCERTIFICATE-----${base64}-----ENDCERTIFICATE-----`);
      socket.destroy();
    });
    socket.once("error", () => resolve(""));
  });
}
