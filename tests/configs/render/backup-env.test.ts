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

it("gives uploads checksums on AWS, by whatever address of it, and to other stores on request", () => {
  const choices = (backup: InstanceInput["backup"]) =>
    textOf({ bucket: "my-backups", ...backup })!.match(/^BACKUP_(ADDRESSING|CHECKSUMS)=.*/gm);
  const [aws, other] = [
    ["BACKUP_ADDRESSING=auto", "BACKUP_CHECKSUMS=when_supported"],
    ["BACKUP_ADDRESSING=path", "BACKUP_CHECKSUMS=when_required"],
  ];
  expect(choices({})).toEqual(aws);
  expect(choices({ region: "us-gov-west-1", endpoint: "https://s3-fips.us-gov-west-1.amazonaws.com" })).toEqual(aws);
  expect(
    choices({ region: "eu-central-1", endpoint: "https://bucket.vpce-1a2b3c.s3.eu-central-1.vpce.amazonaws.com:443" }),
  ).toEqual(aws);
  expect(choices({ endpoint: "https://minio.example.com:9000" })).toEqual(other);
  expect(choices({ endpoint: "https://amazonaws.com.example.com" })).toEqual(other);
  expect(choices({ endpoint: "https://minio.example.com", checksums: "whenSupported" })).toContain(
    "BACKUP_CHECKSUMS=when_supported",
  );
});

it("changes its checksum of the settings with redis.conf", () => {
  const checksum = (input: InstanceInput) =>
    /SETTINGS_CHECKSUM=(\w+)/.exec(renderInstance(contextOf(input)).backup!["backup.env"]!)?.[1];
  const backup = { bucket: "my-backups" };
  expect(checksum({ backup })).not.toBe(checksum({ backup, network: { timeout: "5s" } }));
  expect(checksum({ backup })).toBe(checksum({ backup: { ...backup, keep: { daily: 3 } } }));
});
