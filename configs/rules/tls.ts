import { isAtProxyAlone, usesCertificates } from "../instance/proxy-tls";
import { rule } from "./rule";
import { missing, needsCluster, unused } from "./sources";

const tlsSource = rule(["tls", "proxy"], (settings, { platform }) => {
  if (!usesCertificates(settings)) return [];
  const { tls } = settings;
  const { source } = tls;
  return [
    ...missing(source === "existingSecret" && tls.secretName === undefined, "tls.secretName", "tls.source", source),
    ...missing(source === "certManager" && tls.issuer === undefined, "tls.issuer", "tls.source", source),
    ...needsCluster("tls.source", source, "selfMade", platform),
  ];
});

const tlsWithoutEffect = rule(
  [],
  ({ tls, proxy }) =>
    !usesCertificates({ tls, proxy }) &&
    (tls.secretName !== undefined || tls.issuer !== undefined || tls.source !== "selfMade") && {
      property: "tls.enabled",
      value: tls.enabled,
      reason: "certificates are configured, but connections are not encrypted",
      fix: "write true, or remove the other settings of tls",
    },
);

const partsOfSource = rule(["tls"], ({ tls: { source, secretName, issuer } }) => [
  ...unused(secretName !== undefined && source !== "existingSecret", "tls.secretName", "tls.source", "existingSecret"),
  ...unused(issuer !== undefined && source !== "certManager", "tls.issuer", "tls.source", "certManager"),
]);

const requiredOfNobody = rule(
  ["tls", "proxy"],
  ({ tls, proxy }) =>
    !tls.enabled &&
    tls.clientCertificates === "required" && {
      property: "tls.clientCertificates",
      value: tls.clientCertificates,
      ...(isAtProxyAlone({ tls, proxy })
        ? {
            reason: "the proxy alone would ask for them: Redis, without TLS, takes whoever reaches it otherwise",
            fix: "write tls.enabled: true with proxy.tls: endToEnd, or clientCertificates: optional",
          }
        : {
            reason: "asks for certificates, and tls.enabled is false: connections have none, and are not encrypted",
            fix: "write tls.enabled: true, or remove it",
          }),
    },
);

export const tlsRules = [tlsSource, partsOfSource, requiredOfNobody];

export const tlsWarnings = [tlsWithoutEffect];
