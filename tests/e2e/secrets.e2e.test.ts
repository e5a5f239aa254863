import { Installation } from "../../benchmarks/cluster/installation";
import { userNames } from "../../configs";

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start("secrets", { tls: { enabled: true } });
  await installation.pods.delete(await installation.master());
  await installation.settled(60_000);
});
afterAll(() => installation.close());

const pods = ["cache-master-0", "cache-replica-0", "cache-sentinel-0"];

const places: [string, () => Promise<string>][] = [
  ["objects but Secrets", () => installation.kubectl("get", kinds, "-o", "json")],
  [
    "logs",
    async () => (await Promise.all(pods.map((pod) => installation.kubectl("logs", pod, "--all-containers")))).join(),
  ],
  ["argument lists", () => inEach("cat /proc/[0-9]*/cmdline")],
  ["volumes of Redis nodes", () => inEach("cat /data/node.state 2>/dev/null || :", pods.slice(0, 2))],
];

const kinds =
  "configmaps,services,statefulsets,pods,persistentvolumeclaims,networkpolicies,poddisruptionbudgets,events";

test.each(places)("no password and no key is in: %s", async (_place, read) => {
  const text = await read();
  expect(text.length).toBeGreaterThan(0);
  const { tls, ...passwords } = installation.secrets;
  const inLine = tls!.key.split("\n")[1]!;
  const found = userNames.filter((user) => text.includes(passwords[user]));
  expect({ found, key: text.includes(inLine) }).toEqual({ found: [], key: false });
});

async function inEach(script: string, names = pods): Promise<string> {
  const kind = (pod: string) => (pod.includes("sentinel") ? "sentinel" : "redis");
  const texts = names.map((pod) => installation.kubectl("exec", pod, "-c", kind(pod), "--", "sh", "-c", script));
  return (await Promise.all(texts)).join("\n");
}
