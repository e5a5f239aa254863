import { Region } from "@pulumi/aws/types/enums";

/** aws-regions.json: the regions of all partitions, as Pulumi's provider for AWS takes them from AWS's own SDK. */
export function awsRegions(): string {
  return `${JSON.stringify(Object.values(Region).sort(), undefined, 2)}\n`;
}
