/** Programs that a command may need on PATH. */
export type Program =
  | ("redis-server" | "redis-cli" | "redis-sentinel" | "shellcheck" | "busybox" | "unzip")
  | ("aws" | "haproxy" | "envoy" | "nutcracker" | "promtool" | "prometheus" | "alertmanager" | "chromium")
  | ("ip" | "nft")
  | ("docker" | "dockerd" | "docker-compose")
  | ("javac" | "mvn" | "cargo" | "sidekiq");

export interface PackageManager {
  command: string;
  /** Arguments before the package names. */
  install: readonly string[];
  /** Arguments that refresh the list of packages. */
  refresh?: readonly string[];
  environment: Record<string, string>;
  needsRoot: boolean;
  /** Undefined where it has none. */
  packages: Partial<Record<Program, string>>;
  /** Programs that the package does not put on PATH under their name, and the file that is the program. */
  links: Partial<Record<Program, string>>;
}

const redisPackage = (name: string) => ({ "redis-server": name, "redis-cli": name, "redis-sentinel": name });
const tools = {
  ...{ shellcheck: "shellcheck", busybox: "busybox", unzip: "unzip", aws: "awscli", promtool: "prometheus" },
  ...{ haproxy: "haproxy", prometheus: "prometheus", alertmanager: "alertmanager" },
  chromium: "chromium",
};
const network = { ip: "iproute2", nft: "nftables" };
const languages = { mvn: "maven", cargo: "cargo" };
const docker = (name: string) => ({ docker: name, dockerd: name, "docker-compose": "docker-compose" });
const plain = { environment: {}, needsRoot: true, links: {} };

/**
 * In the order in which they are looked for: brew last, since it runs beside another on Linux.
 *
 * Debian's package `redis-server` adds a service that starts at once and at each boot, on the port of stack `local`.
 * Its binary is in `redis-tools`: one file that is server, Sentinel or check by the name it is called by. So
 * `redis-tools` is installed and linked under those names: there is no service that would have to be kept from
 * starting. Those of `prometheus`, `prometheus-alertmanager` and `nutcracker` add services too; `monitoring.server` and
 * `proxy` keep off their ports.
 */
export const managers: readonly PackageManager[] = [
  {
    command: "apt-get",
    install: ["install", "-y", "--no-install-recommends"],
    refresh: ["update"],
    environment: { DEBIAN_FRONTEND: "noninteractive" },
    needsRoot: true,
    packages: {
      ...{ ...redisPackage("redis-tools"), ...tools, ...network, ...languages, ...docker("docker.io") },
      ...{ javac: "default-jdk-headless", sidekiq: "ruby-sidekiq", alertmanager: "prometheus-alertmanager" },
      nutcracker: "nutcracker",
    },
    links: {
      "redis-server": "/usr/bin/redis-check-rdb",
      "redis-sentinel": "/usr/bin/redis-check-rdb",
      alertmanager: "/usr/bin/prometheus-alertmanager",
      nutcracker: "/usr/sbin/nutcracker",
    },
  },
  {
    ...plain,
    command: "dnf",
    install: ["install", "-y"],
    packages: {
      ...{ ...redisPackage("redis"), ...tools, ...network, ...languages, ...docker("moby-engine") },
      ...{ ip: "iproute", shellcheck: "ShellCheck", aws: "awscli2", javac: "java-latest-openjdk-devel" },
    },
  },
  {
    ...plain,
    command: "apk",
    install: ["add"],
    packages: {
      ...{ ...redisPackage("redis"), ...tools, ...network, ...languages, ...docker("docker") },
      ...{ aws: "aws-cli", javac: "openjdk17", "docker-compose": "docker-cli-compose" },
    },
  },
  {
    ...plain,
    command: "pacman",
    install: ["-S", "--noconfirm", "--needed"],
    // Arch replaced redis by valkey, which brings the names of Redis along.
    packages: {
      ...{ ...redisPackage("valkey"), ...tools, ...network, ...languages, ...docker("docker") },
      ...{ aws: "aws-cli-v2", javac: "jdk-openjdk", cargo: "rust" },
    },
  },
  {
    ...plain,
    command: "brew",
    install: ["install"],
    environment: { HOMEBREW_NO_AUTO_UPDATE: "1" },
    needsRoot: false,
    packages: { ...redisPackage("redis"), ...tools, ...languages, javac: "openjdk", cargo: "rust" },
  },
];

export interface InstallCommands {
  install: string[];
  refresh?: string[];
}

/** The exact commands that install the packages of these programs; `prefix` is what makes them run as root. */
export function installCommands(
  manager: PackageManager,
  programs: readonly Program[],
  prefix: readonly string[],
): InstallCommands {
  const variables = Object.entries(manager.environment).map(([name, value]) => `${name}=${value}`);
  const start = [...prefix, ...(variables.length > 0 ? ["env", ...variables] : []), manager.command];
  const packages = [...new Set(programs.flatMap((program) => manager.packages[program] ?? []))];
  return {
    install: [...start, ...manager.install, ...packages],
    refresh: manager.refresh && [...start, ...manager.refresh],
  };
}
