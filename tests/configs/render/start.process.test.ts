import { missingCertificates } from "../../../cli/secrets/certificates";
import { certificateNames } from "../../../configs";
import { renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf, serverInput } from "../../support/contexts";
import { redisFiles, sentinelFiles } from "../../support/node-files";
import { refusal } from "../../support/redis-process";
import { label, testServers } from "../../support/servers";

const instances: [string, InstanceInput][] = [
  ["a cache", {}],
  ["a pure cache", { preset: "pureCache" }],
  ["messaging", { preset: "messaging" }],
  ["several snapshots", { persistence: { save: ["3600 1", "300 100"], fsync: "always" } }],
  [
    "extra directives",
    {
      extra: {
        redis: {
          "client-output-buffer-limit": ["replica 128mb 64mb 60", "pubsub 8mb 2mb 60"],
          "latency-monitor-threshold": 25,
          "notify-keyspace-events": "Ex",
          "proc-title-template": "{title} {listen-addr}",
        },
        sentinel: { loglevel: "verbose" },
      },
    },
  ],
];

describe.each(testServers().map((server) => [label(server), server] as const))("%s starts", (_, server) => {
  it.each(instances)("from the files of %s", async (_, input) => {
    const files = renderInstance(contextOf({ ...input, server: serverInput(server) }));
    expect(await refusal(server, { files: redisFiles(files), main: "run.conf" })).toBeUndefined();
    expect(await refusal(server, { files: sentinelFiles(files), main: "run.conf", sentinel: true })).toBeUndefined();
    // Sentinel's file stands by itself.
    expect(await refusal(server, { files: files.sentinel, main: "sentinel.conf", sentinel: true })).toBeUndefined();
  });
});

describe.each(
  testServers()
    .filter(({ tls }) => tls)
    .map((server) => [label(server), server] as const),
)("%s starts with TLS", (_, server) => {
  it.each(["optional", "required", "off"] as const)("and client certificates %s", async (clientCertificates) => {
    const context = contextOf({ server: serverInput(server), tls: { enabled: true, clientCertificates } });
    const { ca = "", cert = "", key = "" } = await missingCertificates(certificateNames(context), undefined);
    const certificates = { "ca.crt": ca, "tls.crt": cert, "tls.key": key };
    const lines = ["tls-ca-cert-file ca.crt", "tls-cert-file tls.crt", "tls-key-file tls.key"];

    const files = renderInstance(context);
    const redis = { ...redisFiles(files, lines), ...certificates };
    const sentinel = { ...sentinelFiles(files, lines), ...certificates };
    expect(await refusal(server, { files: redis, main: "run.conf" })).toBeUndefined();
    expect(await refusal(server, { files: sentinel, main: "run.conf", sentinel: true })).toBeUndefined();
  });
});
