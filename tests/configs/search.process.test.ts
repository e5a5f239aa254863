import { instanceContext } from "../../configs/instance/context";
import { renderInstance } from "../../configs/render";
import type { StackInput } from "../../configs";
import { redisFiles, sentinelFiles } from "../support/node-files";
import { refusal } from "../support/redis-process";
import { searchSettings } from "../support/search";
import { testServers } from "../support/servers";

const [server] = testServers();
const [major, minor] = server!.version.split(".");
const base: StackInput = {
  platform: "local",
  instances: { cache: { server: { engine: server!.engine, version: `${major}.${minor}` } as never } },
};

// Another seed and more values: SEARCH_SEED=7 SEARCH_VALUES=200 npm test -- tests/configs/search
const seed = Number(process.env.SEARCH_SEED ?? 1);
const valuesEach = Number(process.env.SEARCH_VALUES ?? 30);

test("whatever is written into a setting is refused with findings, or the server starts from it", async () => {
  const { tried, broken, stacks } = searchSettings({ seed, valuesEach, base, fixed: ["server"] });
  expect(broken).toEqual([]);
  expect(tried).toBeGreaterThan(100 * valuesEach);
  expect(stacks.length).toBeGreaterThan(5);
  for (const { input, settings } of stacks) {
    const { platform, namespace } = settings;
    const place = { name: "cache", namespace, platform };
    const files = renderInstance(instanceContext(place, place.name, settings.instances.cache!));
    // Builds without TLS refuse its directives, and the files that it needs are not there.
    if (settings.instances.cache!.tls.enabled) continue;
    const redis = await refusal(server!, { files: redisFiles(files), main: "run.conf" });
    const sentinel = await refusal(server!, { files: sentinelFiles(files), main: "run.conf", sentinel: true });
    expect({ input, redis, sentinel }).toEqual({ input, redis: undefined, sentinel: undefined });
  }
});
