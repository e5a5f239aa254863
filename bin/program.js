"use strict";
// What Pulumi runs in a clone: it takes `exports["."].default` of package.json before `main`. The published package has
// no TypeScript sources; there it is the library, as for everybody else who imports it.

const { existsSync } = require("node:fs");
const { join } = require("node:path");

const program = join(__dirname, "../stacks/index.ts");
module.exports = require(existsSync(program) ? program : "../dist/components/index.js");
