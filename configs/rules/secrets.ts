import { rule } from "./rule";
import { missing, needsCluster } from "./sources";

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

export const secretsRules = [secretsSource];
