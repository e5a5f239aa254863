const tseslint = require("typescript-eslint");
const boundaries = require("eslint-plugin-boundaries").default ?? require("eslint-plugin-boundaries");
const pulumi = require("@pulumi/eslint-plugin");
module.exports = { tseslint, boundaries, pulumi };
