import { resolve } from "node:path";
import type { Endpoint } from "../../configs/connection";
import type { ServerVersion } from "../../configs/directives";
import { serverVersion } from "../server/probe";
import type { Report } from "../terminal/steps";
import type { Fact } from "./fact";
import { fact } from "./fact";
import { handOverFacts, rightsFacts } from "./hand-over";
import { pauseFacts } from "./pause";
import { Trial } from "./trial";
import type { Vote } from "./votes";
import { voteFacts } from "./votes";

/** Whether the voted hand-over can be used with a server, and why not. */
export interface EngineCheck {
  binary: string;
  server: ServerVersion;
  usable: boolean;
  facts: Fact[];
}

/** Starts a small instance of the server on loopback, tries all that a voted hand-over needs, and ends it. */
export async function checkEngine(binary: string, report: Report): Promise<EngineCheck> {
  const server = serverVersion(binary);
  // Each server of the trial runs in a folder of its own.
  const trial = await Trial.create(binary.includes("/") ? resolve(binary) : binary, server);
  try {
    const facts = await factsOf(trial, report);
    return { binary, server, usable: facts.every(({ reason }) => reason === undefined), facts };
  } finally {
    await trial.end();
  }
}

async function factsOf(trial: Trial, report: Report): Promise<Fact[]> {
  report("starting a master, a replica and three Sentinels");
  const start = await fact("an instance starts with the rendered configuration and rights", async () => {
    await trial.start();
    return "all nodes agree";
  });
  if (start.reason !== undefined) return [start];
  report("asking for votes");
  const votes = await voteFacts({ ...trial.nodes, vote: voteOf(trial), restart: (node) => trial.restart(node) });
  report("pausing the master");
  const pause = await pauseFacts(trial);
  report("handing over");
  return [start, ...votes, ...pause, ...(await handOverFacts(trial)), ...(await rightsFacts(trial))];
}

function voteOf(trial: Trial) {
  return async (sentinel: Endpoint, node: Endpoint, epoch: number, id: string): Promise<Vote> => {
    const client = await trial.connect(sentinel, "ops");
    const words = ["IS-MASTER-DOWN-BY-ADDR", node.host, node.port, epoch, id];
    const [, leader, voted] = (await client.call("SENTINEL", ...words)) as [number, string, number];
    return { leader, epoch: voted };
  };
}
