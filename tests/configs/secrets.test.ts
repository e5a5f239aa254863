import { checkPasswords, parseStack, userNames, type StackInput } from "../../configs";

const passwords = Object.fromEntries(userNames.map((user) => [user, `${user}-0123456789abcdef`]));
const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function findingsFor(secrets: unknown, cache: StackInput["instances"][string] = {}) {
  return checkPasswords(parseStack({ instances: { cache } }), secrets);
}

function reasonsFor(secrets: unknown, cache?: StackInput["instances"][string]) {
  return findingsFor(secrets, cache).map(({ property, reason }) => `${property} ${reason}`);
}

test("a password for each user is enough", () => {
  expect(findingsFor({ cache: passwords })).toEqual([]);
});

test("all users lack a password where there are no secrets", () => {
  expect(reasonsFor(undefined)).toEqual(userNames.map((user) => `secrets.cache.${user} is missing`));
});

test.each([
  ["15 characters", "a".repeat(15), /shorter than 16/],
  ["257 characters", "a".repeat(257), /longer than 256/],
  ["a space, which ends a rule of an ACL file", "correct horse battery", /cannot hold/],
  ["a line break, which ends the line", "0123456789abcdef\n", /cannot hold/],
  ["an @, which ends the password in a URL", "0123456789@bcdef", /cannot hold/],
  ["a quote, which redis.conf reads", '0123456789"bcdef', /cannot hold/],
  ["a letter beyond ASCII", "0123456789äbcdef", /cannot hold/],
  ["a number", 1_234_567_890_123_456, /must be text/],
])("refused: %s", (_title, password, reason) => {
  const [finding, ...others] = findingsFor({ cache: { ...passwords, app: password } });
  expect(others).toEqual([]);
  expect(finding?.property).toBe("secrets.cache.app");
  expect(finding?.fix).toMatch(/secrets init/);
  expect(finding?.reason).toMatch(reason);
});

test("a password that two users share", () => {
  expect(reasonsFor({ cache: { ...passwords, ops: passwords.app } })).toEqual([
    "secrets.cache.ops is the same as that of user app",
  ]);
});

test("names that are not known, with the nearest", () => {
  const findings = findingsFor({ cache: { ...passwords, aps: "x" }, cash: passwords });
  expect(findings.map(({ property, fix }) => [property, fix])).toEqual([
    ["secrets.cash", "write cache, the nearest known name, or remove it"],
    ["secrets.cache.aps", "write app, the nearest known name, or remove it"],
  ]);
});

test("no finding holds a password", () => {
  const secret = "hunter2 hunter2 hunter2";
  const findings = findingsFor({ cache: { app: secret, ops: secret, mistyped: secret }, other: { app: secret } });
  expect(findings.length).toBeGreaterThan(5);
  expect(JSON.stringify(findings)).not.toContain("hunter2");
});

test("nothing is asked of secrets that lie elsewhere", () => {
  expect(findingsFor({}, { secrets: { source: "existingSecret", secretName: "redis-passwords" } })).toEqual([]);
});

describe("certificates that the command makes", () => {
  const tls = { enabled: true };

  test("are needed where TLS is on", () => {
    expect(
      findingsFor({ cache: { ...passwords, tls: { ca: pem, caKey: pem, cert: pem, key: pem } } }, { tls }),
    ).toEqual([]);
    expect(reasonsFor({ cache: { ...passwords, tls: { ca: pem, caKey: pem, cert: "x" } } }, { tls })).toEqual([
      expect.stringMatching(/^secrets\.cache\.tls\.cert is missing, or no PEM/),
      expect.stringMatching(/^secrets\.cache\.tls\.key is missing, or no PEM/),
    ]);
  });

  test("are not where they come from cert-manager", () => {
    expect(
      findingsFor({ cache: passwords }, { tls: { ...tls, source: "certManager", issuer: { name: "ca" } } }),
    ).toEqual([]);
  });
});
