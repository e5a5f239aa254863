import { rule } from "./rule";

const ownLabel = /^app\.kubernetes\.io\/(name|instance|component|managed-by)$/;

const labelsOfToolkit = rule(["labels"], ({ labels }) =>
  Object.entries(labels)
    .filter(([name]) => ownLabel.test(name))
    .map(([name, value]) => ({
      property: `labels.${name}`,
      value,
      reason: "the toolkit sets this label, and selects pods by it",
      fix: "choose another name",
    })),
);

export const labelsRules = [labelsOfToolkit];
