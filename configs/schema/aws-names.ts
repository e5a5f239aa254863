import { isIP } from "node:net";

/** What of a store on AWS has names of a fixed form. */
interface AwsNames {
  bucket?: string;
  region: string;
  kmsKey?: string;
}

interface Problem {
  name: keyof AwsNames;
  value: string;
  reason: string;
}

const bucketName = /^[a-z0-9](-*[a-z0-9])*(\.[a-z0-9](-*[a-z0-9])*)*$/;
const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const direction = "(central|north|south|east|west|northeast|northwest|southeast|southwest)";
const regionCode = new RegExp(
  `^(af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(-(gov|iso|isob|isoe|isof|de))?-${direction}-[1-9]$`,
);
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

/** What AWS would refuse (Amazon S3: bucket naming rules; AWS: region codes; KMS: key identifiers). */
export function awsProblems({ bucket, region, kmsKey }: AwsNames): Problem[] {
  return [
    ...problem("bucket", bucket, bucketProblem),
    ...problem("region", region, (code) =>
      regionCode.test(code) ? undefined : "is no region of AWS, which are called eu-central-1 or us-gov-west-1",
    ),
    ...problem("kmsKey", kmsKey, (id) =>
      key.test(id) ? undefined : "is no key of AWS: neither an ID, nor an ARN, nor alias/NAME",
    ),
  ];
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
  return value === undefined || reason === undefined ? [] : [{ name, value, reason }];
}
