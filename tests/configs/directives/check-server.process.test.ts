import { checkServer } from "../../../configs/directives/check-server";
import { probeServer } from "../../../cli/server/probe";
import { label, testServers } from "../../support/servers";

it.each(testServers().map((server) => [label(server), server] as const))(
  "the facts agree with %s",
  async (_, { engine, version, binary }) => {
    const answers = await probeServer(binary);
    expect(answers.server).toEqual({ engine, version });
    expect(Object.keys(answers.reported).length).toBeGreaterThan(140);
    expect(checkServer(answers)).toEqual([]);
  },
);
