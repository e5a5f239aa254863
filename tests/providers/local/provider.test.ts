import { type NodeInputs } from "../../../providers/local/inputs";
import { LocalProvider } from "../../../providers/local/provider";
import { plain, secret } from "../../../providers/local/values";
import { nodeInputs } from "./fixture";

const provider = new LocalProvider("0.0.0");
const urn = "urn:pulumi:test::scratch::redis-local:index:Node::cache-master-0";

const node = nodeInputs({ directory: "/nodes/cache-master-0", port: 6379 });
const inputs = { ...node, secrets: secret(node.secrets), tls: secret(node.tls) };
const state = { ...node, pid: 1, startTime: "1" };
const diff = (changes: object) => provider.diff("cache-master-0", urn, state, { ...inputs, ...changes });

describe("diff", () => {
  test("sees no change in what is only marked as secret", async () => {
    expect(await diff({})).toEqual({ changes: false });
  });

  test.each<[keyof NodeInputs, unknown]>([
    ["node", "cache-replica-0"],
    ["kind", "sentinel"],
    ["host", "127.0.0.2"],
    ["port", 6380],
    ["directory", "/elsewhere"],
  ])("replaces a node whose %s changes, the old one first", async (name, value) => {
    expect(await diff({ [name]: value })).toEqual({ replaces: [name], deleteBeforeReplace: true });
  });

  test.each<[keyof NodeInputs, unknown]>([
    ["config", { "redis.conf": "maxmemory 1gb\n" }],
    ["secrets", secret({ ops: "another" })],
    ["restartChecksum", "second"],
    ["keepData", true],
    ["stopGrace", 1],
  ])("updates a node whose %s changes, and leaves it to Pulumi to show how", async (name, value) => {
    const result = await diff({ [name]: value });
    expect(result).toEqual({ replaces: [], deleteBeforeReplace: false });
    expect(result).not.toHaveProperty("changes");
  });
});

describe("check", () => {
  test("marks passwords and certificates as secret, whatever the program did", async () => {
    const checked = await provider.check(urn, state, { ...node });
    expect(checked).toEqual({ inputs, failures: [] });
    expect(plain(checked.inputs)).toEqual(node);
  });
});

test("a node that state knows nothing of is gone", async () => {
  expect(await provider.read("cache-master-0", urn, {})).toEqual({ id: "", props: {} });
});

test("a node whose process has ended is gone", async () => {
  expect(await provider.read("cache-master-0", urn, state)).toEqual({ id: "", props: {} });
});
