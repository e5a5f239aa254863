import { missingPasswords, randomPassword } from "../../../cli/secrets/passwords";
import { userNames } from "../../../configs";

it("makes passwords that need no quoting anywhere", () => {
  expect(randomPassword()).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(new Set(Array.from({ length: 100 }, randomPassword)).size).toBe(100);
});

it("makes one for each user that has none", () => {
  expect(Object.keys(missingPasswords("cache", undefined))).toEqual(userNames.map((user) => `cache.${user}`));
  expect(Object.keys(missingPasswords("cache", { app: "x", ops: { secure: "y" } }))).toEqual(
    ["replication", "sentinel", "exporter", "proxy"].map((user) => `cache.${user}`),
  );
});

it("makes nothing where all exist", () => {
  expect(missingPasswords("cache", Object.fromEntries(userNames.map((user) => [user, "x"])))).toEqual({});
});
