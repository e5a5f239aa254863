import { zones } from "tzdata";

/** time-zones.json: all names of the database, links and older ones among them, as Go and so Kubernetes knows them. */
export function timeZoneNames(): string {
  const names = Object.keys(zones).filter((name) => name !== "Factory");
  return `${JSON.stringify(names.sort(), undefined, 2)}\n`;
}
