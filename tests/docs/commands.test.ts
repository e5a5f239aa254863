import type { Command } from "commander";
import { programFor } from "../../cli/main";
import { blocksOf, blocksUnder } from "../support/page-blocks";
import { pages, textOf } from "../support/repository";

const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };

/** What stands in code on pages about the use of the project: lines of shells, and code within the text. */
const shown = pages()
  .filter((page) => !page.startsWith("tests/"))
  .flatMap((page) => [...shellLines(page), ...codeSpans(page)].map((code) => ({ page, code })));

function shellLines(page: string): string[] {
  return blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n").map((line) => line.replace(/ +# .*/, "")));
}

function codeSpans(page: string): string[] {
  const text = textOf(page).replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

it("names only npm scripts that exist", () => {
  const named = shown.flatMap(({ page, code }) =>
    [...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => ({ page, script: script! })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
});

/**
 * Words after `redis-cache` or after a script that is one of its commands: "env -s local" of `npm run redis-cache --
 * env -s local`.
 */
function toolCalls(code: string): string[][] {
  const direct =
    /^(?:.*\$\()?(?:npm run (?:-s )?redis-cache -- |node bin\/redis-cache\.js |(?:npx )?redis-cache )([a-z][^)"|]*)/.exec(
      code,
    );
  if (direct) return [direct[1]!.trim().split(/\s+/)];
  const script = /^npm run (?:-s )?([\w:-]+)(?: -- (.*))?$/.exec(code);
  const tool = script && /^node bin\/redis-cache\.js (\w+)$/.exec(scripts[script[1]!] ?? "");
  return tool ? [[tool[1]!, ...(script[2]?.split(/\s+/) ?? [])]] : [];
}

/** Why there is no such call; nothing where there is. */
function wrongIn(words: string[]): string | undefined {
  const name = words[0]!;
  let command: Command | undefined = programFor(["", "", name]).commands.find((one) => one.name() === name);
  if (!command || programFor(["", "", name]).commands.length > 1) return `no command ${name}`;
  const rest = words.slice(1);
  while (command.commands.length > 0 && rest.length > 0) {
    const next: Command | undefined = command.commands.find((one) => one.name() === rest[0]);
    if (!next) return `no command ${name} ${rest[0]}`;
    command = next;
    rest.shift();
  }
  // It takes all options of Pulumi.
  if (name === "pulumi") return undefined;
  const options = command.options.flatMap(({ short, long }) => [short, long]);
  return rest.filter((word) => word.startsWith("-") && !options.includes(word)).join(" ") || undefined;
}

it("shows only commands and options of redis-cache that exist", () => {
  const calls = shown.flatMap(({ page, code }) => toolCalls(code).map((words) => ({ page, code, words })));
  expect(calls.length).toBeGreaterThan(40);
  const wrong = calls.map(({ page, code, words }) => ({ page, code, wrong: wrongIn(words) }));
  expect(wrong.filter((call) => call.wrong !== undefined)).toEqual([]);
});

/** Sections whose commands a test runs, each as a whole. */
const run: Record<string, string[]> = {
  "README.md": ["redis-cache", "On a laptop"],
  "docs/backups.md": ["On this machine"],
  "docs/capacity.md": ["Before: `plan`"],
  "docs/changes.md": ["Applied by the least disruptive way", "Reviewed before the merge", "In CI"],
  "docs/clients.md": ["Connect"],
  "docs/kubernetes.md": ["With GitOps", "Autoscaling"],
  "docs/monitoring.md": ["Alerts"],
  "docs/proxy.md": ["Use it"],
  "docs/pulumi.md": ["A stack on this machine"],
};

/** Sections whose commands need what the tests of this machine do not have. */
const notRun: Record<string, Record<string, string>> = {
  "README.md": {
    "In Docker": "images of a registry; tests/cli/docker deploys those of this machine",
    "On Kubernetes": "a cluster: tests/e2e",
    "As a library": "a published package; tests/packaging.process.test.ts installs the packed one",
  },
  "docs/backups.md": {
    "Another store": "answers to questions",
    "What `redis-cache restore` does": "backups of that time; tests/cli/restore and tests/runtime/restore",
  },
  "docs/benchmarks.md": {
    Benchmarks: "an hour",
    Backups: "13 minutes",
    Caches: "half an hour",
    "On Kubernetes": "a cluster",
    Proxy: "a quarter of an hour",
    Scale: "an hour",
  },
  "docs/bootstrap.md": {
    "Take over from a running Redis": "an answer to a question",
    "The cut-over": "a Redis outside: tests/cli/failover",
  },
  "docs/capacity.md": { "While it runs: `advise`": "a stack under load: tests/cli/advise prepares instances" },
  "docs/changes.md": {
    "The report against reality": ".ci/run runs a part of it",
    "Refused before the merge": "a cluster; tests/policies run the same policies",
  },
  "docs/clients.md": { "Measured with each": "half an hour", "Through the proxy": "an hour" },
  "docs/docker.md": {
    Docker: "images of a registry; tests/cli/docker deploys those of this machine",
    "By Compose": "images of a registry; tests/cli/docker deploys those of this machine",
    "What is measured": "six minutes",
  },
  "docs/engines.md": { "Engines and the voted hand-over": "a server at that path; tests/cli/engine-check" },
  "docs/kubernetes.md": { "With Pulumi": "a cluster: tests/e2e" },
  "docs/monitoring.md": { "Without Grafana": "a Prometheus that has seen the stack: tests/cli/monitoring" },
  "docs/pulumi.md": { "A stack on Kubernetes": "a cluster: tests/e2e" },
  "docs/secrets.md": {
    "Users for applications": "a user that stack local has not; tests/cli/secrets give it one",
    "Change a password": "stack prod; tests/cli/secrets rotate those of another",
  },
};

it("shows no commands that nobody has thought of running", () => {
  for (const page of pages().filter((path) => path === "README.md" || path.startsWith("docs/"))) {
    const shell = blocksOf(page).filter(({ language }) => language === "sh");
    const known = [...(run[page] ?? []), ...Object.keys(notRun[page] ?? {})];
    expect([page, [...new Set(shell.map(({ heading }) => heading))].sort()]).toEqual([page, known.sort()]);
  }
});

it("shows the settings of stack local as they are", () => {
  const [shown] = blocksUnder("docs/pulumi.md", "A stack on this machine", "yaml");
  expect(textOf("Pulumi.local.yaml").replace(/^#.*\n/gm, "")).toBe(shown);
});
