import { awsRegions } from "./aws-regions";
import { dashboardJson } from "./dashboard";
import { settingsDocs } from "./docs";
import { settingsJsonSchema } from "./json-schema";
import { withProjectConfig } from "./project-config";
import { timeZoneNames } from "./time-zones";

/** A file that is made from the sources; some keep parts that are written by hand. */
export interface GeneratedFile {
  path: string;
  text: (current: string) => string;
}

export const generatedFiles: GeneratedFile[] = [
  { path: "docs/settings.md", text: settingsDocs },
  { path: "configs/settings.schema.json", text: settingsJsonSchema },
  { path: "Pulumi.yaml", text: withProjectConfig },
  { path: "configs/data/time-zones.json", text: timeZoneNames },
  { path: "configs/data/aws-regions.json", text: awsRegions },
  { path: "dashboards/redis-cache.json", text: dashboardJson },
];
