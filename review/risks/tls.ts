import { isDeepStrictEqual } from "node:util";
import type { Instance } from "../../configs";
import type { RiskRule } from "./risk";
import { bySecondInstance } from "./risk";

const otherProtocol: RiskRule = ({ tls: from }, { tls: to }) =>
  from.enabled === to.enabled
    ? undefined
    : {
        setting: "tls.enabled",
        reason:
          "nodes with TLS and without do not understand each other: writes are refused from the first " +
          "replica's start until all nodes have restarted, and what is in memory only is lost",
        fix: bySecondInstance,
        source: "redis.io: TLS",
        interrupts: true,
      };

/** Where certificates come from. */
function placeOf({ source, secretName, issuer }: Instance["tls"]) {
  return { source, secretName, issuer };
}

const otherCertificates: RiskRule = ({ tls: from }, { tls: to }) =>
  from.enabled && to.enabled && !isDeepStrictEqual(placeOf(from), placeOf(to))
    ? {
        setting: "tls.source",
        reason:
          "with another authority, nodes that have restarted and those that have not do not trust each other, " +
          "nor do clients",
        fix: "let both sides trust both authorities first: ca.crt with the old one and the new one (docs/secrets.md)",
        source: "docs/secrets.md",
        interrupts: true,
      }
    : undefined;

const clientsProve: RiskRule = ({ tls: from }, { tls: to }) =>
  to.enabled && to.clientCertificates === "required" && from.clientCertificates !== "required"
    ? {
        setting: "tls.clientCertificates",
        reason: "clients that show no certificate of the instance's authority are refused",
        fix: "give every client a certificate first",
        source: "redis.conf: tls-auth-clients",
        loses: false,
      }
    : undefined;

export const tlsRisks = [otherProtocol, otherCertificates, clientsProve];
