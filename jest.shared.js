// Dependencies that ship only as ES modules; jest needs them transformed.
const esmOnly = ["p-wait-for", "get-port"];

/** What all kinds of tests have in common. */
module.exports = {
  testEnvironment: "node",
  setupFiles: ["<rootDir>/tests/support/quiet-waits.ts", "<rootDir>/tests/support/plain-stacks.ts"],
  // Pulumi keeps state in globals on purpose; without this jest 30 warns about each of them.
  testEnvironmentOptions: { globalsCleanup: "off" },
  transform: {
    "\\.(ts|js)$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript", decorators: true } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join("|")})/)`],
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    // Modules alone, which jest cannot load; beside them are files for browsers that it can.
    "^(d3-[a-z-]+)$": "<rootDir>/node_modules/$1/dist/$1.js",
    // What examples import is the package of this repository.
    "^pulumi-redis-cache$": "<rootDir>/components/index.ts",
    "^pulumi-redis-cache/aws$": "<rootDir>/components/aws/index.ts",
    "^pulumi-redis-cache/configs$": "<rootDir>/configs/index.ts",
    // What recipes and copied examples import is the client of this repository.
    "^redis-cache-client$": "<rootDir>/clients/node/src/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/clients/node/dist/", "<rootDir>/.redis-cache/"],
};
