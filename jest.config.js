const shared = require("./jest.shared.js");

module.exports = {
  // Tests of processes wait more than they work; with more at a time they starve each other on two cores.
  maxWorkers: 3,
  // Only what hangs ends by it: a test on a machine without a free processor is slow, and has not failed.
  testTimeout: 600_000,
  testSequencer: "<rootDir>/tests/support/longest-first.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: ["\\.(process|e2e)\\.test\\.ts$"],
    },
    { ...shared, displayName: "process", testMatch: ["<rootDir>/tests/**/*.process.test.ts"] },
  ],
};
