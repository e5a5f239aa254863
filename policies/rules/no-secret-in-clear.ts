import { containersOf, objectName, podOf, propertiesOf } from "../kubernetes";
import { type Resource, resourcePolicy } from "../policy";

/** Directives whose value is a password, and what an ACL rule says of one. */
const secretText = [
  /^\s*(?:requirepass|masterauth|primaryauth|tls-key-file-pass|tls-client-key-file-pass)\s+\S/m,
  /^\s*sentinel\s+(?:auth-pass|sentinel-pass)\s+\S/m,
  /^\s*user\s.*\s[><]\S/m,
  /^\s*user\s.*\s#[0-9a-f]{64}/m,
  /-----BEGIN (?:\w+ )?PRIVATE KEY-----/,
];

/** A name that ends in _FILE has the path of one. */
const secretName = /(?:PASSWORD|PASSWD|SECRET_ACCESS_KEY|AUTH|TOKEN)(?!.*_FILE$)/;
const secretArgument = /^(?:-a|--pass(?:word)?|--requirepass|--masterauth)(?:=|$)/;

export const noSecretInClear = resourcePolicy(
  {
    name: "no-secret-in-clear",
    description:
      "No password is in a ConfigMap, in a container's environment or among its arguments, where whoever may " +
      "look at pods reads it.",
    fix: "Leave passwords to redis-cache secrets init, secrets.existingSecret or secrets.externalSecret.",
  },
  (resource) => [...inData(resource), ...inPods(resource)],
);

function inData(resource: Resource): string[] {
  const { data = {} } = propertiesOf(resource, "ConfigMap") ?? {};
  return Object.entries(data)
    .filter(([, text]) => secretText.some((pattern) => pattern.test(text)))
    .map(([key]) => `${objectName(resource)}: key ${key} holds a password or its hash`);
}

function inPods(resource: Resource): string[] {
  return containersOf(podOf(resource) ?? { containers: [] }).flatMap(({ name, env = [], command = [], args = [] }) => {
    const where = `${objectName(resource)}: container ${name}`;
    const variables = env.filter((variable) => variable.value && secretName.test(variable.name));
    const words = [...command, ...args].filter((word) => secretArgument.test(word));
    return [
      ...variables.map((variable) => `${where} has variable ${variable.name} in clear`),
      ...words.map((word) => `${where} has argument ${word.split("=")[0]}`),
    ];
  });
}
