import type { Finding } from "../errors";
import type { Instance } from "../settings/instance";
import type { Subject } from "./rule";
import { rule } from "./rule";

const tlsSource = rule(["tls"], ({ tls }, { platform }) => {
  if (!tls.enabled) return [];
  const { source } = tls;
  return [
    ...missing(source === "existingSecret" && tls.secretName === undefined, "tls.secretName", "tls.source", source),
    ...missing(source === "certManager" && tls.issuer === undefined, "tls.issuer", "tls.source", source),
    ...needsCluster("tls.source", source, "selfMade", platform),
  ];
});

const secretsSource = rule(["secrets"], ({ secrets }, { platform }) => {
  const { source } = secrets;
  const lacksName = source === "existingSecret" && secrets.secretName === undefined;
  const lacksStore = source === "externalSecret" && secrets.store === undefined;
  return [
    ...missing(lacksName, "secrets.secretName", "secrets.source", source),
    ...missing(lacksStore, "secrets.store", "secrets.source", source),
    ...needsCluster("secrets.source", source, "config", platform),
  ];
});

export const sourceRules = [tlsSource, secretsSource];

type Source = Instance["tls"]["source"] | Instance["secrets"]["source"];

function missing(isMissing: boolean, property: string, by: string, source: Source): Finding[] {
  return isMissing
    ? [{ property, reason: `is missing, and ${by} ${source} needs it`, fix: `write it, or another ${by}` }]
    : [];
}

function needsCluster(property: string, source: Source, local: Source, platform: Subject["platform"]): Finding[] {
  if (platform !== "local" || source === local) return [];
  return [{ property, value: source, reason: "reads from Kubernetes, and platform is local", fix: `write ${local}` }];
}
