import { milliseconds } from "../schema/units";
import { rule } from "./rule";

/** Exporters and proxies have metrics, and nothing else of an instance. */
const somethingToScrape = rule(["monitoring", "exporter.enabled", "proxy.kind"], ({ monitoring, exporter, proxy }) =>
  (["rules", "scrape"] as const)
    .filter((name) => monitoring[name] !== "none" && !exporter.enabled && proxy.kind === "none")
    .map((name) => ({
      property: `monitoring.${name}`,
      value: monitoring[name],
      reason: "nothing of the instance has metrics: exporter.enabled is false, and there is no proxy",
      fix: "write exporter.enabled: true, or remove it",
    })),
);

const intervalOfSomebody = rule(
  ["monitoring.interval", "monitoring.scrape", "monitoring.server"],
  ({ monitoring: { interval, scrape, server } }, { platform }) =>
    interval !== undefined &&
    !scrape.endsWith("Monitor") &&
    !server && {
      property: "monitoring.interval",
      value: interval,
      ...(platform === "local"
        ? {
            reason: "has no effect: without monitoring.server nothing on this machine scrapes",
            fix: "write monitoring.server: {}, or remove it",
          }
        : {
            reason: `has no effect: monitoring.scrape is ${scrape}, and no object tells Prometheus how often`,
            fix: "write monitoring.scrape: serviceMonitor or podMonitor, or remove it",
          }),
    },
);

const serverOnThisMachine = rule(
  ["monitoring.server"],
  ({ monitoring: { server } }, { platform }) =>
    server !== undefined &&
    platform !== "local" && {
      property: "monitoring.server",
      reason: `runs a Prometheus beside nodes of platform local, and platform is ${platform}`,
      fix:
        platform === "kubernetes"
          ? "write monitoring.rules and monitoring.scrape for the Prometheus of the cluster"
          : "remove it, and let a Prometheus of yours scrape the exporters",
    },
);

const serverScrapesExporters = rule(
  ["monitoring.server", "exporter.enabled"],
  ({ monitoring: { server }, exporter }) =>
    server !== undefined &&
    !exporter.enabled && {
      property: "exporter.enabled",
      value: false,
      reason: "leaves monitoring.server without metrics of the nodes",
      fix: "remove it, or monitoring.server",
    },
);

/** Rules and queries look at the last two minutes, which have to hold two scrapes. */
const scrapedInTime = rule(
  ["monitoring.interval", "monitoring.rules", "autoscaling"],
  ({ monitoring: { interval, rules }, autoscaling }) =>
    interval !== undefined &&
    milliseconds(interval) > 60_000 &&
    (rules !== "none" || autoscaling?.opsPerSecond !== undefined) && {
      property: "monitoring.interval",
      value: interval,
      reason: "above 1m: alerts and autoscaling.opsPerSecond compare two scrapes of the last 2 minutes",
      fix: "write 1m or less",
    },
);

export const monitoringRules = [
  scrapedInTime,
  somethingToScrape,
  intervalOfSomebody,
  serverOnThisMachine,
  serverScrapesExporters,
];
