import { renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../../support/contexts";

const textOf = (backup: InstanceInput["backup"]) => renderInstance(contextOf({ backup })).backup?.["backup.env"];

it("is there only with backups", () => {
  expect(textOf(undefined)).toBeUndefined();
});

it("tells of the server on this machine, and of a folder for each instance", () => {
  expect(textOf({ server: {} })).toContain("BACKUP_BUCKET=backups\n");
  expect(textOf({ server: {} })).toContain("BACKUP_ENDPOINT=http://127.0.0.1:9000\n");
  expect(textOf({ server: {} })).toContain("BACKUP_PREFIX=redis/cache\n");
});

it("leaves the address to the AWS CLI where no other store is named", () => {
  expect(textOf({ bucket: "my-backups" })).toContain("BACKUP_ENDPOINT=''\n");
});

it("changes its checksum of the settings with redis.conf", () => {
  const checksum = (input: InstanceInput) =>
    /SETTINGS_CHECKSUM=(\w+)/.exec(renderInstance(contextOf(input)).backup!["backup.env"]!)?.[1];
  const backup = { bucket: "my-backups" };
  expect(checksum({ backup })).not.toBe(checksum({ backup, network: { timeout: "5s" } }));
  expect(checksum({ backup })).toBe(checksum({ backup: { ...backup, keep: { daily: 3 } } }));
});
