import { isKnownServer } from "../directives";
import type { Finding } from "../schema/errors";
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
      fix: "write the engine and version of the image in server, or remove the image for the default",
    }
  );
});

/** What a registry serves under such a tag may be another version tomorrow, and on another node. */
const imagesTagged = rule(["server", "exporter", "backup"], ({ server, exporter, backup }): Finding[] => {
  const images = { server, exporter, ...(backup && { "backup.job": backup.job }) };
  return Object.entries(images).flatMap(([group, { image, digest }]) => {
    if (digest !== undefined || !/^([^/]*\/)*[^:/]+(:latest)?$/.test(image)) return [];
    const reason = "is the tag latest, under which a registry serves other versions, also from node to node";
    return [
      { property: `${group}.image`, value: image, reason, fix: `write a version as its tag, or ${group}.digest` },
    ];
  });
});

export const serverRules = [versionOfEngine, imageOfVersion, imagesTagged];

/** Engine and minor version by the image's name and tag, where these tell. */
function readImage({ image }: Instance["server"]) {
  const [, name, tag = ""] = /([^/:]+)(?::([^/]*))?$/.exec(image) ?? [];
  return {
    imageEngine: name === "redis" || name === "valkey" ? name : undefined,
    imageVersion: /^v?(\d+\.\d+)/.exec(tag)?.[1],
  };
}
