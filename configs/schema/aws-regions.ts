import { distance } from "fastest-levenshtein";
import regions from "../data/aws-regions.json";
import { plainName } from "./foreign-names";

const direction = "(central|north|south|east|west|northeast|northwest|southeast|southwest)";

/** The form of a region's code, which those that are still to come will have too. */
export const regionCode = new RegExp(
  `^(af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(-(gov|iso|isob|isoe|isof|de))?-${direction}-[1-9]$`,
);

/** Why AWS has no such region, and what to write; undefined where it has, and where its own address names it too. */
export function regionProblem(code: string, ofEndpoint?: string): { reason: string; fix: string } | undefined {
  if (regions.includes(code) || (code === ofEndpoint && regionCode.test(code))) return undefined;
  const near = nearest(code);
  const named = near.length > 0 ? `write ${near.join(" or ")}` : "write the code that AWS has";
  if (!regionCode.test(code)) {
    const reason = "is no region of AWS, which are called eu-central-1 or us-gov-west-1";
    return { reason, fix: `${named}, or backup.endpoint for another store` };
  }
  const fix = `${named}, backup.endpoint for another store, or for a newer region backup.endpoint: ${addressIn(code)}`;
  return { reason: "is no region of AWS that is known here (configs/data/aws-regions.json)", fix };
}

/** Parts of AWS that know nothing of each other (AWS: partitions). */
export function partitionOf(region: string): string {
  const [, isolated] = /^[a-z]+-(iso[a-z]*)-/.exec(region) ?? [];
  if (isolated !== undefined) return `aws-${isolated}`;
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("eusc-") ? "aws-eusc" : "aws";
}

/** Regions one letter apart: of any further one the data would lie in another part of the world than was meant. */
function nearest(code: string): string[] {
  const apart = (name: string) => distance(plainName(code), plainName(name));
  const least = Math.min(1, ...regions.map(apart));
  return regions.filter((name) => apart(name) === least);
}

function addressIn(region: string): string {
  const domains: Record<string, string> = { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" };
  return `https://s3.${region}.${domains[partitionOf(region)] ?? "amazonaws.com"}`;
}
