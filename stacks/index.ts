import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { formatFinding, warnings } from "../configs";
import { currentStack, loadStack } from "../configs/load";
import { installedServer } from "../providers/local/installed";
import { deployStack } from "./deploy-stack";
import { runningSince } from "./last-deployment";

const config = new pulumi.Config("redis-cache");
// Only where nodes run on this machine does its server decide the default version.
const installed = config.get("platform") === "local" ? installedServer() : undefined;
const { settings, secrets } = loadStack({ installed, stack: currentStack() });
const { platform, namespace } = settings;

for (const finding of warnings(settings)) void pulumi.log.warn(formatFinding(finding));

const localDirectory = join(process.cwd(), ".redis-cache", pulumi.getStack(), "nodes");
const instances = Object.entries(deployStack(settings, { secrets, localDirectory, running: runningSince() }));

/** Where the nodes of each instance are. */
export const endpoints = {
  platform,
  namespace,
  instances: Object.fromEntries(instances.map(([name, cache]) => [name, cache.endpoints])),
};

/** What applications need to connect to each instance; secret. */
export const connections = Object.fromEntries(instances.map(([name, cache]) => [name, cache.connection]));

/** The same for the users of setting `users`, by instance and name; secret. */
export const userConnections = Object.fromEntries(instances.map(([name, cache]) => [name, cache.userConnections]));
