const shared = require("./jest.shared.js");

module.exports = {
  // Tests of processes wait more than they work: four at a time leave no core of two idle.
  maxWorkers: 4,
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
