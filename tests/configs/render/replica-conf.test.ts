import { formatConf } from "../../../configs/render/conf-format";
import { replicaConf } from "../../../configs/render/replica-conf";
import { contextOf } from "../../support/contexts";

it("starts a replica that cannot be promoted before its first sync", () => {
  expect(formatConf(replicaConf(contextOf()))).toBe(
    [
      "# --- replica",
      "repl-diskless-load disabled",
      "repl-diskless-sync-delay 1",
      "replica-ignore-maxmemory yes",
      "replica-lazy-flush yes",
      "replica-priority 0",
      "replica-read-only yes",
      "replica-serve-stale-data yes",
      "",
    ].join("\n"),
  );
});

it("does not undo extra directives, by whatever name they go", () => {
  const text = formatConf(replicaConf(contextOf({ extra: { redis: { "slave-lazy-flush": false } } })));
  expect(text).not.toContain("replica-lazy-flush");
  expect(text).toContain("replica-priority 0");
});
