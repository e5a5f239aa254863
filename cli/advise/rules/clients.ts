import { mostClients } from "../../../configs/settings/network";
import type { AdviceRule } from "./advice";
import { percent } from "./sizes";

const near = 0.8;

/** Beyond maxclients connections are refused, those of scripts and replicas among them. */
export const clientsNearLimit: AdviceRule = ({ nodes }) => {
  const tight = nodes.filter(
    ({ clients, maxclients, rejected }) => maxclients > 0 && (clients > near * maxclients || rejected > 0),
  );
  const [most] = tight.sort((a, b) => b.clients / b.maxclients - a.clients / a.maxclients);
  if (!most) return [];
  const { name, clients, maxclients, rejected } = most;
  const refused = rejected > 0 ? `, and has refused ${rejected} meanwhile` : "";
  return [
    {
      seen:
        `${name} has ${clients} connections, ${percent(clients / maxclients)} of maxclients ` +
        `${maxclients}${refused}`,
      why: "further connections are refused, also those of its own scripts and of Sentinels",
      edit: {
        network: { maxclients: Math.min(mostClients, Math.ceil((2 * Math.max(clients, maxclients)) / 100) * 100) },
      },
    },
  ];
};
