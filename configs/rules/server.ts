import { isKnownServer } from "../directives";
import { own } from "../directives/own";
import type { Finding } from "../schema/errors";
import { imageParts } from "../schema/fields";
import type { Instance } from "../settings/instance";
import { redisVersions, valkeyVersions } from "../settings/server";
import { rule } from "./rule";

const versions = { redis: redisVersions, valkey: valkeyVersions };

const versionOfEngine = rule(["server.engine", "server.version"], ({ server }) => {
  const known = versions[server.engine];
  return (
    !isKnownServer(server) && {
      property: "server.version",
      value: server.version,
      reason: `no version of ${server.engine} whose directives are known: these are ${known.join(", ")}`,
      fix: `write one of ${known.map((version) => `"${version}"`).join(", ")}`,
    }
  );
});

/** Settings are checked against the version; another one in the image would make the check worthless. */
const imageOfVersion = rule(["server"], ({ server }) => {
  const { image, engine, version } = server;
  const { imageEngine, imageVersion } = readImage(server);
  const differs = (imageEngine ?? engine) !== engine || (imageVersion ?? version) !== version;
  return (
    differs && {
      property: "server.image",
      value: image,
      reason:
        `holds ${imageEngine ?? engine} ${imageVersion ?? ""}`.trimEnd() + `, and server says ${engine} ${version}`,
      fix: "write engine and version of the image in server, with both numbers of the version in its tag, or remove it",
    }
  );
});

/** What a registry serves under such a tag may be another version tomorrow, and on another node. */
const imagesTagged = rule(
  ["server", "exporter", "backup", "proxy"],
  ({ server, exporter, backup, proxy }): Finding[] => {
    const images: Record<string, { image: string; digest?: string }> = {
      ...{ server, exporter },
      ...(backup && { "backup.job": backup.job }),
      ...(proxy.kind !== "none" && { proxy }),
    };
    return Object.entries(images).flatMap(([group, { image, digest }]) => {
      const { tag } = imageParts(image);
      if (digest !== undefined || /\d/.test(tag)) return [];
      const reason = `is the tag ${tag}, under which a registry serves other versions, also from node to node`;
      return [
        { property: `${group}.image`, value: image, reason, fix: `write a version as its tag, or ${group}.digest` },
      ];
    });
  },
);

/** Names under which programs are known; of any other name nothing is said. */
const programs: Record<string, string> = {
  ...{ redis: "server", valkey: "server", redis_exporter: "exporter" },
  ...{ haproxy: "proxy", envoy: "proxy", "aws-cli": "backup.job" },
};

const imagesOfTheirProgram = rule(
  ["server", "exporter", "backup", "proxy"],
  ({ server, exporter, backup, proxy }): Finding[] => {
    const images = [
      ["server", server.image],
      ["exporter", exporter.image],
      ...(backup ? [["backup.job", backup.job.image]] : []),
      ...(proxy.kind === "none" ? [] : [["proxy", proxy.image]]),
    ] as [group: string, image: string][];
    return images.flatMap(([group, value]) => {
      const { name } = imageParts(value);
      const other = own(programs, name);
      if (other === undefined || other === group) return [];
      const fix = `write it as ${other}.image, and remove it here`;
      return [{ property: `${group}.image`, value, reason: `holds ${name}, which is for ${other}.image`, fix }];
    });
  },
);

export const serverRules = [versionOfEngine, imageOfVersion, imagesTagged, imagesOfTheirProgram];

/**
 * Engine and version by the image's name and tag, where these tell: the tag of another name may count anything, and `8`
 * may be any 8.x today, another tomorrow.
 */
function readImage({ image }: Instance["server"]) {
  const { name, tag } = imageParts(image);
  if (name !== "redis" && name !== "valkey") return {};
  return { imageEngine: name, imageVersion: /^v?(\d+(\.\d+)?)(?![^.-])/.exec(tag)?.[1] };
}
