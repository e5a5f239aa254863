const shared = require("../../jest.shared.js");

/** Tests on a real Kubernetes: apart from the others, because they need a cluster. */
module.exports = {
  ...shared,
  rootDir: "../..",
  displayName: "e2e",
  testTimeout: 600_000,
  testMatch: ["<rootDir>/tests/e2e/**/*.e2e.test.ts"],
};
