import fc from "fast-check";
import regions from "../../../configs/data/aws-regions.json";
import { regionCode } from "../../../configs/schema/aws-regions";
import { findingsOf, stackOf } from "../../support/refused";

const findings = (region: string, endpoint?: string) =>
  findingsOf(stackOf({ backup: { bucket: "b-1", region, endpoint } }));
const fixes = (region: string) => findings(region).map(({ fix }) => fix);

test("every region of AWS is accepted", () => {
  for (const region of regions) expect({ region, findings: findings(region) }).toEqual({ region, findings: [] });
});

test.each([
  ["eu-west-9", /^write eu-west-1 or eu-west-2 or eu-west-3, /],
  ["eu-central-1a", /^write eu-central-1, /],
  ["eu_central_1", /^write eu-central-1, /],
  ["eu-central", /^write eu-central-1 or eu-central-2, /],
  ["us-north-1", /^write the code that AWS has, /],
  ["frankfurt", /^write the code that AWS has, /],
])("%s is none, and only names that are one letter apart are offered", (region, fix) => {
  expect(fixes(region)).toEqual([expect.stringMatching(fix)]);
});

test("another store may have any", () => {
  expect(findings("us-north-1", "https://minio.example.com")).toEqual([]);
});

const parts = { area: ["af", "ap", "cn", "eu", "eusc-de", "us", "us-gov"], side: ["north", "southwest", "central"] };
const codes = fc
  .tuple(fc.constantFrom(...parts.area), fc.constantFrom(...parts.side), fc.integer({ min: 1, max: 9 }))
  .map((all) => all.join("-"))
  .filter((code) => !regions.includes(code));

test("one that is newer than the list is accepted with the address that is offered", () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(code).toMatch(regionCode);
      const [fix = ""] = fixes(code);
      const [, address] = /for a newer region backup\.endpoint: (https:\S+)$/.exec(fix) ?? [];
      expect(findings(code, address)).toEqual([]);
      expect(findings(code, address?.replace(code, "us-east-1"))).toHaveLength(1);
    }),
  );
});
