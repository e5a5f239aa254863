import { maxmemoryBytes, parseInstance, type InstanceInput } from "../../../configs";
import { reservedBytes } from "../../../configs/defaults/memory";
import { MiB } from "../../../configs/schema/units";

const options = { name: "cache", platform: "kubernetes", namespace: "redis" } as const;

function maxmemoryOf(settings: InstanceInput): number {
  return maxmemoryBytes(parseInstance(settings, options)) / MiB;
}

test.each([
  ["64Mi", 43], // the smallest reserves weigh more
  ["256Mi", 192],
  ["1Gi", 768],
  ["8Gi", 6144],
  ["64Gi", 49_152],
] as const)("of %s the default reserves leave three quarters: %d MiB", (limit, expected) => {
  expect(maxmemoryOf({ memory: { limit } })).toBe(expected);
});

test("the reserves lower a larger share", () => {
  // (1024 - 32 - 64) / 1.2
  expect(maxmemoryOf({ memory: { maxmemoryShare: 0.9 } })).toBe(773);
});

test("without persistence copy-on-write needs less, but a full sync forks too", () => {
  // (1024 - 32 - 64) / 1.1
  expect(maxmemoryOf({ memory: { maxmemoryShare: 0.9 }, persistence: { mode: "none" } })).toBe(843);
});

test("larger reserves lower the default share", () => {
  const reserves = { copyOnWriteShare: 1, replicationBacklog: "128Mi", clientBuffers: "128Mi" } as const;
  expect(maxmemoryOf({ memory: { reserves } })).toBe(384);
});

test("a written maxmemory is taken as it is", () => {
  expect(maxmemoryOf({ memory: { maxmemory: "700Mi" } })).toBe(700);
});

test("maxmemory and the reserves may fill the container to the last byte", () => {
  const reserves = { copyOnWriteShare: 0.5, replicationBacklog: "32Mi", clientBuffers: "32Mi" } as const;
  expect(maxmemoryOf({ memory: { maxmemory: "640Mi", reserves } })).toBe(640);
  expect(() => maxmemoryOf({ memory: { maxmemory: "641Mi", reserves } })).toThrow(/write 640Mi or less/);
});

test.each([
  ["64Mi", "4Mi", "8Mi"],
  ["1Gi", "32Mi", "64Mi"],
  ["100Gi", "512Mi", "1Gi"],
] as const)("of %s the backlog is %s and client buffers are %s", (limit, replicationBacklog, clientBuffers) => {
  const { reserves } = parseInstance({ memory: { limit } }, options).memory;
  expect(reserves).toMatchObject({ replicationBacklog, clientBuffers });
});

test("a share without an exact binary form does not take a byte too much", () => {
  const reserves = { copyOnWriteShare: 0.28, replicationBacklog: "32Mi", clientBuffers: "64Mi" } as const;
  const { memory } = parseInstance({ memory: { limit: "1Gi", reserves } }, options);
  // (1024 - 32 - 64) / 1.28
  expect(maxmemoryBytes({ memory })).toBe(725 * MiB);
  expect(725 * MiB + reservedBytes(memory, 725 * MiB)).toBe(1024 * MiB);
});
