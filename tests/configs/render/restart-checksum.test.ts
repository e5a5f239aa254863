import { renderInstance, restartChecksum } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../../support/contexts";

const checksum = (input: InstanceInput) => restartChecksum(renderInstance(contextOf(input)).redis);

it("stays where nothing has changed, in whatever order the files come", () => {
  const files = renderInstance(contextOf()).redis;
  expect(restartChecksum(Object.fromEntries(Object.entries(files).reverse()))).toBe(restartChecksum(files));
});

it("stays where only instance.env has changed", () => {
  expect(checksum({ replicas: { min: 2, max: 6 } })).toBe(checksum({}));
});

it("changes with a directive and with a user's rights", () => {
  expect(checksum({ network: { maxclients: 5000 } })).not.toBe(checksum({}));
  expect(restartChecksum({ "users.acl.tmpl": "user a on\n" })).not.toBe(
    restartChecksum({ "users.acl.tmpl": "user a off\n" }),
  );
});
