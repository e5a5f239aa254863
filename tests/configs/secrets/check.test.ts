import { missingCertificates } from "../../../cli/secrets/certificates";
import {
  certificateNames,
  checkSecrets,
  formatFindings,
  parseStack,
  type StackInput,
  type TlsSecrets,
  userNames,
} from "../../../configs";
import { findingsOf } from "../../support/refused";
import { contextOf } from "../../support/contexts";

const passwords = Object.fromEntries(userNames.map((user) => [user, `${user}-0123456789abcdef`]));
const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function findingsFor(secrets: unknown, cache: StackInput["instances"][string] = {}, now?: Date) {
  return checkSecrets(parseStack({ instances: { cache } }), secrets, now);
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

test("the name that applications use needs a password, and another one that counts beside it has to be as good", () => {
  const { app, ...others } = passwords;
  const moved = { secrets: { appUser: "app-b" } } as const;
  expect(reasonsFor({ cache: { ...others, "app-b": app } }, moved)).toEqual([]);
  expect(reasonsFor({ cache: passwords }, moved)).toEqual(["secrets.cache.app-b is missing"]);
  expect(reasonsFor({ cache: { ...passwords, "app-b": "short", other: { ops: "short" } } })).toEqual([
    "secrets.cache.app-b is shorter than 16 characters",
    "secrets.cache.other.ops is shorter than 16 characters",
  ]);
});

test("the password of a Redis outside may be any line of text, and is asked for only where it is needed", () => {
  const replicaOf = { host: "old-redis.example.com" };
  const follows = (more: object) => ({ bootstrap: { replicaOf: { ...replicaOf, ...more } } });
  expect(findingsFor({ cache: { ...passwords, external: 'short, with a "' } }, follows({}))).toEqual([]);
  expect(findingsFor({ cache: passwords }, follows({ secret: false }))).toEqual([]);
  expect(reasonsFor({ cache: passwords }, follows({}))).toEqual([
    "secrets.cache.external is missing, or more than one line, and bootstrap.replicaOf needs it",
  ]);
  expect(findingsFor({ cache: passwords }, follows({}))[0]!.fix).toContain("redis-cache:secrets.cache.external");
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

test("what is said of several passwords is said once, below all of them", () => {
  expect(formatFindings(findingsFor({}))).toBe(
    [
      "6 settings are refused:\n",
      ...userNames.map((user) => `secrets.cache.${user}`),
      "  reason:  is missing",
      "  fix:     run `redis-cache secrets init -s STACK`, which adds what is missing and changes nothing else",
    ].join("\n"),
  );
});

test("what is refused of the settings hides no secret of another instance, nor says one of its own", () => {
  const reasons = (cache: object, secrets: unknown) => {
    const instances = { cache, queue: { network: { port: 7000, sentinelPort: 27000 } } } as StackInput["instances"];
    return findingsOf({ instances }, { secrets }).map(({ property, reason }) => `${property} ${reason}`);
  };
  const { ops: _, ...others } = passwords;
  const secrets = { cache: others, queue: others };
  const [own, other] = ["secrets.cache.ops is missing", "secrets.queue.ops is missing"];
  expect(reasons({ memory: { limit: "much" } }, secrets)).toEqual([expect.stringMatching(/memory\.limit/), own, other]);
  expect(reasons({ users: 5 }, secrets)).toEqual([expect.stringMatching(/users/), other]);
  expect(reasons({ users: 5 }, undefined)).toEqual([expect.stringMatching(/users/)]);
});

test("nothing is asked of secrets that lie elsewhere", () => {
  expect(findingsFor({}, { secrets: { source: "existingSecret", secretName: "redis-passwords" } })).toEqual([]);
});

describe("certificates that the command makes", () => {
  const tls = { enabled: true };
  const names = certificateNames(contextOf({ tls }, "kubernetes"));
  const made = async (wanted: readonly string[] = names) =>
    (await missingCertificates(wanted, undefined)) as TlsSecrets;
  const reasons = (certificates: Partial<TlsSecrets>, now?: Date) =>
    findingsFor({ cache: { ...passwords, tls: certificates } }, { tls }, now).map(
      ({ property, reason }) => `${property.replace("secrets.cache.", "")} ${reason}`,
    );

  test("are needed where TLS is on", async () => {
    const { ca, caKey, cert, key } = await made();
    expect(reasons({ ca, caKey, cert, key })).toEqual([]);
    expect(reasons({ ca, caKey, cert: "x" })).toEqual([
      expect.stringMatching(/^tls\.cert is missing, or no PEM/),
      expect.stringMatching(/^tls\.key is missing, or no PEM/),
    ]);
  });

  test("are refused before anything is deployed with them: expired, of other names, without their key, of another authority", async () => {
    const [own, other] = [await made(), await made()];
    expect(reasons(own, new Date("2099-01-01"))).toEqual([
      expect.stringMatching(/^tls\.cert expired on /),
      expect.stringMatching(/^tls\.ca expired on /),
    ]);
    expect(reasons(own, new Date("2020-01-01"))).toContainEqual(
      expect.stringMatching(/^tls\.cert is valid only from /),
    );
    expect(reasons({ ...own, key: other.key })).toEqual(["tls.key is not the key of tls.cert"]);
    expect(reasons({ ...own, key: pem })).toEqual(["tls.key is not the key of tls.cert"]);
    expect(reasons({ ...own, cert: pem })).toEqual(["tls.cert is no certificate"]);
    expect(reasons({ ...other, ca: own.ca })).toEqual([
      expect.stringMatching(/^tls\.cert is not signed by a root certificate of tls\.ca: CN=redis-cache .* is missing$/),
    ]);
    expect(reasons({ ...other, ca: `${own.ca}\n${other.ca}` })).toEqual([]);
    // No server would find the second one.
    expect(reasons({ ...other, ca: `${own.ca.trim()}${other.ca}` })).toEqual(["tls.ca is no certificate"]);
    const few = names.filter((name) => !name.startsWith("cache-replica-1"));
    expect(reasons(await made(few))).toEqual([
      expect.stringMatching(
        /^tls\.cert does not hold the names cache-replica-1\.redis\.svc\.cluster\.local, cache-replica-1/,
      ),
    ]);
  });

  test("are not where they come from cert-manager", () => {
    expect(
      findingsFor({ cache: passwords }, { tls: { ...tls, source: "certManager", issuer: { name: "ca" } } }),
    ).toEqual([]);
  });
});

describe("users of setting users", () => {
  const cache = { users: { reports: {}, worker: {} } };
  const own = { reports: "reports-0123456789abcdef", worker: "worker-0123456789abcdef" };

  test("each needs a password of its own, and the way out names the stack", () => {
    expect(findingsFor({ cache: { ...passwords, users: own } }, cache)).toEqual([]);
    const { stack } = { stack: "redis-cache.prod" };
    const settings = parseStack({ instances: { cache } }, { stack });
    const findings = checkSecrets(settings, { cache: { ...passwords, users: { reports: own.reports } } });
    expect(findings).toEqual([
      {
        property: "secrets.cache.users.worker",
        reason: "is missing",
        fix: "run `redis-cache secrets init -s prod`, which adds what is missing and changes nothing else",
      },
    ]);
  });

  test("one that another user has too is refused, and so is a poor second one", () => {
    expect(
      reasonsFor({ cache: { ...passwords, users: { ...own, worker: passwords.app, "reports-b": "short" } } }, cache),
    ).toEqual([
      "secrets.cache.users.reports-b is shorter than 16 characters",
      "secrets.cache.users.worker is the same as that of user app",
    ]);
  });

  test("one of a user that the settings have no more does no harm", () => {
    expect(findingsFor({ cache: { ...passwords, users: own } }, {})).toEqual([]);
  });
});
