const boundaries = require("eslint-plugin-boundaries");
const pulumi = require("@pulumi/eslint-plugin");
const tseslint = require("typescript-eslint");

/** Which layer may import which (design: arrows go down only). A layer may always import from itself. */
const layers = {
  configs: [],
  capacity: ["configs"],
  runtime: [],
  providers: ["configs", "runtime"],
  review: ["configs", "providers"],
  policies: [],
  // What applications import; it knows nothing of how an instance is deployed.
  clients: [],
  components: ["configs", "runtime", "providers"],
  stacks: ["components", "configs", "providers"],
  cli: ["stacks", "components", "configs", "capacity", "runtime", "providers", "review", "policies"],
  benchmarks: ["cli", "clients", "stacks", "components", "configs", "capacity", "providers"],
  // What tests and verification share: real nodes, mocks, copies of the project.
  support: ["stacks", "components", "configs", "runtime", "providers", "review", "policies", "cli", "benchmarks"],
  verification: [
    ...["support", "stacks", "components", "configs", "runtime", "providers", "review", "policies", "cli"],
    "benchmarks",
    "capacity",
  ],
  tests: [
    ...["verification", "support", "stacks", "components", "configs", "runtime", "providers", "review", "policies"],
    ...["cli", "benchmarks", "capacity", "clients"],
  ],
};

/** Where a layer is not the folder of its name. */
const folders = { support: "tests/support" };

const names = Object.keys(layers);
const policies = names.map((name) => ({
  from: { element: { type: name } },
  allow: { to: { element: { types: { anyOf: [name, ...layers[name]] } } } },
}));

/** Forbids what a pure layer must not reach for: the stack's configuration, the environment and the file system. */
const pure = {
  "no-restricted-imports": ["error", { paths: ["fs", "node:fs", "child_process", "node:child_process"] }],
  "no-restricted-properties": ["error", { object: "process", property: "env", message: "Take it as an argument." }],
};

module.exports = tseslint.config(
  { ignores: ["**/dist/", "node_modules/", ".redis-cache/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    plugins: { boundaries, "@pulumi": pulumi },
    settings: {
      "boundaries/elements": names.map((name) => ({
        type: name,
        pattern: `${folders[name] ?? name}/**`,
        partialMatch: false,
      })),
      "import/resolver": { node: { extensions: [".ts", ".js", ".json"] } },
    },
    rules: {
      "boundaries/dependencies": ["error", { default: "disallow", policies }],
      "@pulumi/no-output-in-template-literal": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // What `finally` takes away is gone before a promise that is returned unawaited has done its work.
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      // Commands are loaded when they run, and name the type of what they load.
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "separate-type-imports", disallowTypeAnnotations: false },
      ],
      // A property is left out of an object by giving it a name with `_`.
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_" }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["configs/**/*.ts", "capacity/**/*.ts"],
    ignores: ["configs/load.ts", "configs/generate/**"],
    rules: {
      ...pure,
      "no-restricted-imports": [
        "error",
        { paths: ["fs", "node:fs", "child_process", "node:child_process"], patterns: ["@pulumi/*"] },
      ],
    },
  },
  {
    files: ["components/**/*.ts"],
    rules: {
      ...pure,
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.property.name='Config']", message: "Components take arguments." },
        { selector: "CallExpression[callee.property.name='getStack']", message: "Components take arguments." },
      ],
    },
  },
  {
    // Their own tsconfig.json finds the installed package, which is not here.
    files: ["examples/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "./tsconfig.json" } },
  },
  {
    files: ["tests/**/*.ts", "verification/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-restricted-globals": ["error", { name: "setTimeout", message: "Wait for a condition (p-wait-for)." }],
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.object.name='jest'][callee.property.name='setTimeout'] > Literal[value<600001]",
          message: "No lower than testTimeout of jest.config.js: what is slow on a starved machine has not failed.",
        },
      ],
    },
  },
  { files: ["**/*.js"], languageOptions: { sourceType: "commonjs" } },
);
