const shared = require("./jest.shared.js");

module.exports = {
  // Tests of processes wait more than they work: two at a time leave almost half of two cores idle.
  maxWorkers: 3,
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
