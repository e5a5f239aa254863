const shared = require("./jest.shared.js");

module.exports = {
  // Of `test.concurrent`: most of a test's time is waiting, but more of them would starve each other on two cores.
  maxConcurrency: 2,
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
