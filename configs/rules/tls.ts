import { rule } from "./rule";
import { missing, needsCluster, unused } from "./sources";

const tlsSource = rule(["tls"], ({ tls }, { platform }) => {
  if (!tls.enabled) return [];
  const { source } = tls;
  return [
    ...missing(source === "existingSecret" && tls.secretName === undefined, "tls.secretName", "tls.source", source),
    ...missing(source === "certManager" && tls.issuer === undefined, "tls.issuer", "tls.source", source),
    ...needsCluster("tls.source", source, "selfMade", platform),
  ];
});

const tlsWithoutEffect = rule(
  [],
  ({ tls: { enabled, secretName, issuer } }) =>
    !enabled &&
    (secretName !== undefined || issuer !== undefined) && {
      property: "tls.enabled",
      value: enabled,
      reason: "certificates are configured, but connections are not encrypted",
      fix: "write true, or remove the other settings of tls",
    },
);

const partsOfSource = rule(["tls"], ({ tls: { source, secretName, issuer } }) => [
  ...unused(secretName !== undefined && source !== "existingSecret", "tls.secretName", "tls.source", "existingSecret"),
  ...unused(issuer !== undefined && source !== "certManager", "tls.issuer", "tls.source", "certManager"),
]);

const requiredOfNobody = rule(
  ["tls"],
  ({ tls: { enabled, clientCertificates } }) =>
    !enabled &&
    clientCertificates === "required" && {
      property: "tls.clientCertificates",
      value: clientCertificates,
      reason: "asks for certificates, and tls.enabled is false: connections have none, and are not encrypted",
      fix: "write tls.enabled: true, or remove it",
    },
);

export const tlsRules = [tlsSource, partsOfSource, requiredOfNobody];

export const tlsWarnings = [tlsWithoutEffect];
