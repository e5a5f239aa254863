import { rule } from "./rule";
import { missing, needsCluster } from "./sources";

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

export const tlsRules = [tlsSource];

export const tlsWarnings = [tlsWithoutEffect];
