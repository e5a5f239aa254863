import { findingsOf, refuses, stackOf } from "../../support/refused";

const secret = "hunter2hunter2hunter2";

describe("secrets inside the settings are not shown", () => {
  refuses([
    ["a password of a group", { memory: { password: secret } }, "memory.password", undefined, /looks like a secret/],
    [
      "the keys of a bucket",
      { backup: { bucket: "b-1", credentials: { secretAccessKey: secret } } },
      "backup.credentials.secretAccessKey",
      undefined,
      /looks like a secret/,
    ],
    ["passwords of users", { secrets: { app: secret } }, "secrets.app", undefined, /looks like a secret/],
    [
      "requirepass",
      { extra: { redis: { requirepass: secret } } },
      "extra.redis.requirepass",
      undefined,
      /looks like a secret/,
    ],
    [
      "masterauth",
      { extra: { redis: { masterauth: secret } } },
      "extra.redis.masterauth",
      undefined,
      /looks like a secret/,
    ],
    [
      "an ACL user",
      { extra: { redis: { user: `app on >${secret}` } } },
      "extra.redis.user",
      undefined,
      /looks like a secret/,
    ],
    [
      "auth-pass of Sentinel",
      { extra: { sentinel: { "auth-pass": secret } } },
      "extra.sentinel.auth-pass",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password of a key",
      { extra: { redis: { "tls-key-file-pass": secret } } },
      "extra.redis.tls-key-file-pass",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password in an annotation",
      { annotations: { "example.com/redis-password": secret } },
      "annotations.example.com/redis-password",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password in a URL",
      { annotations: { url: `redis://app:${secret}@host` } },
      "annotations.url",
      undefined,
      /holds a password in a URL/,
    ],
  ]);
});

test("a switch is no secret, whatever its name ends with", () => {
  expect(findingsOf(stackOf({ annotations: { "ci.example.com/quality-gate-pass": "true" } }))).toEqual([]);
});
