import type { ClusterOptions } from "../support/cluster";
import { closeClusters } from "../support/cluster";
import type { Scenario } from "./scenario";
import { startUnderLoad } from "./scenario";

/** One instance under load for tests that run one after the other; each begins with all well. */
export function shareScenario(options: ClusterOptions = {}, start = startUnderLoad): () => Scenario {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await start(options);
  });
  beforeEach(() => scenario.cluster.waitHealthy());
  afterAll(closeClusters);
  return () => scenario;
}
