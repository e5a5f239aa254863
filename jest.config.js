const shared = require("./jest.shared.js");

module.exports = {
  // A third at the same time makes the others slower by as much (1.73 of two cores' work done instead of 2).
  maxWorkers: 2,
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
