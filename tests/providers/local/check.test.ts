import { createServer, type Server } from "node:net";
import { unknownValue } from "@pulumi/pulumi/runtime";
import { freePorts } from "../../../benchmarks/free-ports";
import { checkInputs } from "../../../providers/local/check";
import type { NodeInputs } from "../../../providers/local/inputs";
import { nodeInputs } from "./fixture";

let node: NodeInputs;

beforeEach(async () => {
  node = nodeInputs({ directory: "/nodes/cache-master-0", port: await freePorts(1) });
});

test("a complete node with a free port is accepted", async () => {
  expect(await checkInputs({}, { ...node })).toEqual([]);
});

test.each<[keyof NodeInputs, unknown, RegExp]>([
  ["node", "Cache 0", /^node = "Cache 0" is refused\. Fix: give a DNS label/],
  [
    "kind",
    "other",
    /^kind = "other" is refused\. Fix: give one of redis, sentinel, s3, haproxy, envoy, twemproxy, exporter,/,
  ],
  ["host", "0.0.0.0", /^host = "0\.0\.0\.0" is refused\. Fix: give a loopback address/],
  ["port", 70000, /^port = 70000 is refused\. Fix: give a whole number from 1 to 65535/],
  ["port", "6379", /^port = "6379" is refused/],
  ["directory", "nodes/0", /^directory = "nodes\/0" is refused\. Fix: give an absolute path/],
  ["config", { "../redis.conf": "" }, /^config = \{.*\} is refused/],
  ["server", { engine: "keydb", version: "6.3" }, /^server = .* is refused\. Fix: give \{engine/],
  ["keepData", "yes", /^keepData = "yes" is refused/],
  ["stopGrace", -1, /^stopGrace = -1 is refused\. Fix: give a time in ms/],
])("%s = %j is refused with its reason and a fix", async (property, value, reason) => {
  const failures = await checkInputs({}, { ...node, [property]: value });
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) as string }]);
});

test("a refused secret is not printed", async () => {
  const [failure] = await checkInputs({}, { ...node, secrets: { "a/b": "hunter2" } });
  expect(failure).toMatchObject({ property: "secrets" });
  expect(failure!.reason).not.toContain("hunter2");
});

test("missing and unknown inputs are named, all at once", async () => {
  const failures = await checkInputs({}, { ...node, port: undefined, prot: 6379 } as object);
  expect(failures.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^prot is not an input of a node\. Fix: remove it/),
    expect.stringMatching(/^port is missing\. Fix: give it: a whole number/),
  ]);
});

test("a server of a version that is not installed is refused with those that are", async () => {
  const [failure] = await checkInputs({}, { ...node, server: { engine: "redis", version: "3.2" } });
  expect(failure).toMatchObject({ property: "server" });
  expect(failure!.reason).toMatch(/^server = redis 3\.2 is not installed; found: (redis|valkey) \d+\.\d+\.\d+ \(\//);
  expect(failure!.reason).toMatch(/Fix: set server\.engine to .* or install redis 3\.2 on PATH\.$/);
});

describe("a port in use", () => {
  let foreign: Server;
  beforeEach((done) => void (foreign = createServer().listen(node.port, node.host, done)));
  afterEach((done) => void foreign.close(done));

  test("is refused for a new node, with the process that has it", async () => {
    const [failure] = await checkInputs({}, { ...node });
    expect(failure).toMatchObject({ property: "port" });
    expect(failure!.reason).toContain(`port = ${node.port} is used by`);
    if (process.platform === "linux") expect(failure!.reason).toContain(`(pid ${process.pid})`);
  });

  test("is refused for a node that moves to it", async () => {
    expect(await checkInputs({ ...node, port: node.port - 1 }, { ...node })).toHaveLength(1);
  });

  test("is the node's own where the node stays", async () => {
    expect(await checkInputs({ ...node }, { ...node })).toEqual([]);
  });
});

test("what is not known yet is not refused", async () => {
  expect(await checkInputs({}, { ...node, port: unknownValue, secrets: unknownValue })).toEqual([]);
});
