/** Why the AWS CLI takes no such address of a store (endpoint-url); undefined where it does. */
export function endpointProblem(text: string): string | undefined {
  if (!written.test(text) || !URL.canParse(text)) {
    return "must be http:// or https:// with a host and, if need be, a port, such as https://minio.example.com:9000";
  }
  const { username, password, search, hash, port } = new URL(text);
  if (username !== "" || password !== "") return "must not hold a login: the keys of the store are secrets";
  if (search !== "" || hash !== "" || /[?#]/.test(text)) return "must not hold a ? or #";
  if (port === "0") return "must not have port 0";
  return text.endsWith("/") ? "must not end with a /: the bucket follows it" : undefined;
}

/** What URL would mend in silence is refused: the tool reads the text as it stands. */
const label = /[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?/.source;
const written = new RegExp(
  `^https?://(?:[^/?#@\\s]*@)?(?:${label}(?:\\.${label})*\\.?|\\[[0-9A-Fa-f:.]+\\])(?::\\d+)?(?:[/?#][^\\s\\\\]*)?$`,
);

/** The address without the bucket, which the tool adds once more; undefined where it is not in it. */
export function withoutBucket(endpoint: string, bucket: string): string | undefined {
  const { protocol, host, pathname } = new URL(endpoint);
  const inHost = host.startsWith(`${bucket}.`) && !host.includes(".vpce.");
  const folders = pathname.split("/").filter((folder) => folder !== "");
  if (!inHost && !folders.includes(bucket)) return undefined;
  const others = folders.filter((folder) => folder !== bucket);
  return `${protocol}//${[inHost ? host.slice(bucket.length + 1) : host, ...others].join("/")}`;
}

const loopback = /127(\.\d+){3}|0\.0\.0\.0/.source;
const ownAddress = new RegExp(
  `^((.+\\.)?localhost|${loopback}|::1?|::ffff:(${loopback}|7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0))\\.?$`,
  "i",
);

/** Whether a host is the machine, or the pod, that looks for it. */
export function isOwnAddress(host: string): boolean {
  return ownAddress.test(host.replace(/^\[|\]$/g, ""));
}
