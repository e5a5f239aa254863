import * as fc from "fast-check";
import { renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { instanceInputs } from "../../support/arbitraries";
import { contextOf, serverInput } from "../../support/contexts";
import { redisFiles, sentinelFiles } from "../../support/node-files";
import { refusal } from "../../support/redis-process";
import type { InstalledServer } from "../../support/servers";
import { label, testServers } from "../../support/servers";

/** Builds without TLS refuse its directives, with libc's allocator activedefrag: the rest must start on all. */
function runnable(input: InstanceInput): InstanceInput {
  return {
    ...input,
    tls: { enabled: false },
    memory: { ...input.memory, activeDefrag: false },
    ...(input.proxy && { proxy: { ...input.proxy, tls: "passthrough" } }),
  };
}

function startable(server: InstalledServer): fc.Arbitrary<InstanceInput> {
  return instanceInputs(fc.constant(serverInput(server)!)).map(runnable);
}

it.each(testServers().map((server) => [label(server), server] as const))(
  "%s starts from whatever settings are accepted for it",
  async (_, server) => {
    await fc.assert(
      fc.asyncProperty(startable(server), async (input) => {
        const files = renderInstance(contextOf(input));
        const sentinel = { files: sentinelFiles(files), main: "run.conf", sentinel: true };
        expect(await refusal(server, { files: redisFiles(files), main: "run.conf" })).toBeUndefined();
        expect(await refusal(server, sentinel)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  },
  600_000,
);
