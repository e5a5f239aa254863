import { objectName, podSetOf, podTemplateOf, propertiesOf, selects } from "../kubernetes";
import { type Resource, stackPolicy } from "../policy";

export const disruptionBudgets = stackPolicy(
  {
    name: "disruption-budgets",
    description:
      "Every StatefulSet, and every proxy, is under one PodDisruptionBudget: a drain of nodes takes one pod at " +
      "a time. Two budgets over a pod forbid every eviction.",
    fix: "Keep the budgets that RedisCache makes, and make none over its pods.",
  },
  (resources) =>
    resources.flatMap((set) => {
      if (!podSetOf(set)) return [];
      const count = budgetsOver(set, resources).length;
      return count === 1 ? [] : [`${objectName(set)} is under ${count} disruption budgets`];
    }),
);

function budgetsOver(set: Resource, resources: Resource[]): Resource[] {
  const labels = podTemplateOf(set)?.metadata?.labels ?? {};
  return resources.filter((resource) => {
    const budget = propertiesOf(resource, "PodDisruptionBudget");
    const { namespace } = podSetOf(set)?.metadata ?? {};
    return budget?.spec?.selector && budget.metadata?.namespace === namespace && selects(budget.spec.selector, labels);
  });
}
