import { rule } from "./rule";
import { missing, needsCluster, unused } from "./sources";

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

const partsOfSource = rule(["secrets"], ({ secrets: { source, secretName, store } }) => [
  ...unused(
    secretName !== undefined && source !== "existingSecret",
    "secrets.secretName",
    "secrets.source",
    "existingSecret",
  ),
  ...unused(store !== undefined && source !== "externalSecret", "secrets.store", "secrets.source", "externalSecret"),
]);

export const secretsRules = [secretsSource, partsOfSource];
