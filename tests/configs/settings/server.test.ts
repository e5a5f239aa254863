import { refuses } from "../../support/refused";

refuses([
  ["an engine of another kind", { server: { engine: "keydb" } }, "server.engine", "keydb", /one of redis, valkey/],
  ["a version as a number", { server: { version: 8.2 } }, "server.version", 8.2, /one of 6\.2, 7\.0/],
  ["a version that is too old", { server: { version: "5.0" } }, "server.version", "5.0", /one of 6\.2, 7\.0/],
  ["a patch version", { server: { version: "8.2.3" } }, "server.version", "8.2.3", /one of 6\.2/],
  [
    "a version of the other engine",
    { server: { engine: "valkey", version: "8.6" } },
    "server.version",
    "8.6",
    /no version of valkey/,
  ],
  ["a Valkey version under Redis", { server: { version: "9.0" } }, "server.version", "9.0", /no version of redis/],
  [
    "an image with a digest",
    { server: { image: "redis@sha256:00" } },
    "server.image",
    "redis@sha256:00",
    /digest is a setting/,
  ],
  [
    "an image of another version",
    { server: { image: "redis:7.4-alpine" } },
    "server.image",
    "redis:7.4-alpine",
    /holds redis 7\.4, and server says redis 8\.2/,
  ],
  [
    "an image of another engine",
    { server: { image: "docker.io/valkey/valkey:8.1" } },
    "server.image",
    "docker.io/valkey/valkey:8.1",
    /holds valkey 8.1, and/,
  ],
  [
    "an image of another major version",
    { server: { image: "redis:6" } },
    "server.image",
    "redis:6",
    /holds redis 6, and server says redis 8\.2/,
  ],
  ["a tag of all minor versions", { server: { image: "redis:8" } }, "server.image", "redis:8", /holds redis 8, and/],
  ["a tag that moves", { server: { image: "redis:alpine" } }, "server.image", "redis:alpine", /is the tag alpine/],
  ["a short digest", { server: { digest: "sha256:abc" } }, "server.digest", "sha256:abc", /64 hexadecimal digits/],
]);
