import { missingBucketKeys, missingPasswords, newPasswords, randomPassword } from "../../../cli/secrets/passwords";
import { userNames } from "../../../configs";
import { contextOf } from "../../support/contexts";

const { settings } = contextOf();
const withBackup = contextOf({ backup: { server: {} } }).settings;

it("makes passwords that need no quoting anywhere", () => {
  expect(randomPassword()).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(new Set(Array.from({ length: 100 }, randomPassword)).size).toBe(100);
});

it("makes another for each user of a program's own instance", () => {
  expect(Object.keys(newPasswords())).toEqual(userNames);
  expect(new Set(Object.values(newPasswords())).size).toBe(userNames.length);
});

it("makes one for each user that has none", () => {
  expect(Object.keys(missingPasswords("cache", settings, undefined))).toEqual(userNames.map((user) => `cache.${user}`));
  expect(Object.keys(missingPasswords("cache", settings, { app: "x", ops: { secure: "y" } }))).toEqual(
    ["replication", "sentinel", "exporter", "proxy"].map((user) => `cache.${user}`),
  );
});

it("makes nothing where all exist", () => {
  expect(missingPasswords("cache", settings, Object.fromEntries(userNames.map((user) => [user, "x"])))).toEqual({});
});

it("makes the password of user backup and keys for the S3 server only with backups", () => {
  expect(missingPasswords("cache", withBackup, undefined)).toHaveProperty(["cache.backup"]);
  expect(Object.keys(missingBucketKeys("cache", withBackup, undefined))).toEqual([
    "cache.bucket.accessKeyId",
    "cache.bucket.secretAccessKey",
  ]);
  expect(missingBucketKeys("cache", withBackup, { accessKeyId: "x" })).toEqual({});
  expect(missingBucketKeys("cache", settings, undefined)).toEqual({});
});

it("adds that of a user which settings have got since, and nothing else", () => {
  const { settings: more } = contextOf({ users: { reports: {}, worker: { login: "worker-b" }, app: {} } });
  const before = Object.fromEntries(userNames.map((user) => [user, { secure: "x" }]));
  expect(Object.keys(missingPasswords("cache", more, before))).toEqual(["cache.users.reports", "cache.users.worker-b"]);
  expect(missingPasswords("cache", more, { ...before, users: { reports: "x", "worker-b": "y" } })).toEqual({});
});
