import { isIP } from "node:net";
import { partitionOf, regionCode, regionProblem } from "./aws-regions";
import { withoutBucket } from "./endpoint";

/** What of a store on AWS has names of a fixed form. */
interface AwsNames {
  bucket?: string;
  region: string;
  kmsKey?: string;
  /** One of AWS's own addresses. */
  endpoint?: string;
  /** ARN of a role. */
  role?: string;
}

interface Problem {
  name: keyof AwsNames;
  value: string;
  reason: string;
  fix: string;
}

const bucketName = /^[a-z0-9](-*[a-z0-9])*(\.[a-z0-9](-*[a-z0-9])*)*$/;
const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const keyNames = [
  /arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/.+/,
  /alias\/.+/,
  /mrk-[0-9a-f]{32}/,
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
];
const key = new RegExp(`^(${keyNames.map(({ source }) => source).join("|")})$`);

/** Whether an address (endpoint-url) is one of AWS's own: of a region, FIPS, or an interface of a VPC. */
export function isAddressOfAws(endpoint: string): boolean {
  return URL.canParse(endpoint) && /\.amazonaws\.(com(\.cn)?|eu)$/.test(new URL(endpoint).hostname);
}

const asAwsNamesIt = "write the name that AWS has, or backup.endpoint for another store";

/** What AWS would refuse (Amazon S3: bucket naming rules; AWS: region codes; KMS: key identifiers). */
export function awsProblems(names: AwsNames): Problem[] {
  const { bucket, region, kmsKey, endpoint } = names;
  const ofRegion = regionProblem(region, regionOf(endpoint));
  const found: Problem[] = [
    ...problem("bucket", bucket, bucketProblem),
    ...(ofRegion ? [{ name: "region" as const, value: region, ...ofRegion }] : []),
    ...problem("kmsKey", kmsKey, (id) =>
      key.test(id) ? undefined : "is no key of AWS: neither an ID, nor an ARN, nor alias/NAME",
    ),
  ];
  return found.length > 0 ? found : apart(names);
}

/** Names that are right alone, and of different places. */
function apart({ bucket, region, kmsKey = "", endpoint = "", role = "" }: AwsNames): Problem[] {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  const meant = host === "" || bucket === undefined ? undefined : withoutBucket(endpoint, bucket);
  const ofEndpoint = regionOf(endpoint);
  const [, partitionOfKey, ofKey] = /^arn:([a-z-]+):kms:([a-z0-9-]+):/.exec(kmsKey) ?? [];
  const [, partitionOfRole] = /^arn:([a-z-]+):iam:/.exec(role) ?? [];
  const partition = partitionOf(region);
  const problems: (Problem | false)[] = [
    ofEndpoint !== undefined &&
      ofEndpoint !== region && {
        name: "region",
        value: region,
        reason: `is not the region of backup.endpoint, which is ${ofEndpoint}: AWS refuses what is signed for another`,
        fix: `write ${ofEndpoint}`,
      },
    meant !== undefined && {
      name: "endpoint",
      value: endpoint,
      reason: "has the bucket in it, which is put before it once more",
      fix: `write ${meant}`,
    },
    ofKey !== undefined &&
      (ofKey !== region || partitionOfKey !== partition) && {
        name: "kmsKey",
        value: kmsKey,
        reason: `is a key of ${ofKey}, and a bucket takes those of its own region only (backup.region ${region})`,
        fix: `write a key of ${region}, or the bucket's region`,
      },
    partitionOfRole !== undefined &&
      partitionOfRole !== partition && {
        name: "role",
        value: role,
        reason: `is a role of ${partitionOfRole}, and region ${region} is of ${partition}`,
        fix: `write a role of ${partition}, or the bucket's region`,
      },
  ];
  return problems.filter((one) => one !== false);
}

/** The region in one of AWS's own addresses. */
function regionOf(endpoint = ""): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  return new URL(endpoint).hostname.split(/[.]|(?<=^s3)-/).find((part) => regionCode.test(part));
}

function bucketProblem(name: string): string | undefined {
  if (isIP(name) !== 0) return "is an IP address, which S3 takes for no bucket's name";
  if (reserved.test(name)) return "begins or ends as only S3 itself names buckets";
  return bucketName.test(name)
    ? undefined
    : "must be lower-case letters, digits, hyphens and single dots between them, as S3 names buckets";
}

function problem(
  name: keyof AwsNames,
  value: string | undefined,
  check: (value: string) => string | undefined,
): Problem[] {
  const reason = value === undefined ? undefined : check(value);
  return value === undefined || reason === undefined ? [] : [{ name, value, reason, fix: asAwsNamesIt }];
}
