import { autoscalerTarget } from "./autoscaler-target";
import { backup } from "./backup";
import { disruptionBudgets } from "./disruption-budgets";
import { graceWithinBudget } from "./grace-within-budget";
import { imagesByDigest } from "./images-by-digest";
import { noPublicService } from "./no-public-service";
import { noSecretInClear } from "./no-secret-in-clear";
import { protectedVolumes } from "./protected-volumes";
import { requestsAndLimits } from "./requests-and-limits";
import { restrictedPods } from "./restricted-pods";
import { spread } from "./spread";
import { threeSentinels } from "./three-sentinels";
import { tls } from "./tls";
import { recommendsOnly } from "./vertical-recommendations";

export const policies = [
  autoscalerTarget,
  backup,
  disruptionBudgets,
  graceWithinBudget,
  imagesByDigest,
  noPublicService,
  noSecretInClear,
  protectedVolumes,
  requestsAndLimits,
  restrictedPods,
  spread,
  threeSentinels,
  tls,
  recommendsOnly,
];
