import { stringify } from "yaml";
import type { DockerContainer, DockerInstance, Volume } from "../../components/docker";
import { dockerInstance, memoryOptions, user } from "../../components/docker";
import { instanceContext, type StackSettings } from "../../configs";
import { renderInstance } from "../../configs/render";
import { UserError } from "../terminal/errors";
import type { RenderedFiles } from "./files";

/**
 * A file for Compose 1.29 and 2, and the files that its containers mount. Without a top-level `name`, which 1.29 does
 * not know, and without `start_interval`, which Compose 2 refuses for engines before 25.
 */
export function renderedCompose(settings: StackSettings, names: readonly string[]): RenderedFiles {
  if (settings.platform !== "docker") throw otherPlatform(settings);
  const instances = names.map((name) => {
    const context = instanceContext(settings, name, settings.instances[name]!);
    return [name, dockerInstance(context, renderInstance(context))] as const;
  });
  const files = Object.assign({}, ...instances.map(([, { files }]) => files)) as RenderedFiles;
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    "compose.yaml": composeFile(Object.fromEntries(instances)),
    "roll.sh": rollScript(instances.flatMap(([, { containers }]) => rollOrder(containers))),
    ...Object.fromEntries(sorted),
  };
}

function otherPlatform({ platform }: StackSettings): UserError {
  return new UserError(
    `--format compose: redis-cache:platform is ${platform}.`,
    "It is for stacks of platform docker, such as Pulumi.docker.yaml.",
  );
}

function composeFile(instances: Record<string, DockerInstance>): string {
  const all = Object.entries(instances);
  const document = {
    services: entries(all.flatMap(([name, { containers }]) => containers.map((one) => [one.name, service(name, one)]))),
    networks: entries(all.map(([name, { network }]) => [name, networkOf(network)])),
    volumes: entries(all.flatMap(([, { volumes }]) => volumes.map((volume) => [volume.name, volumeOf(volume)]))),
  };
  return `${heading}${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const heading = `# Rendered by \`redis-cache render --format compose\`; the passwords are in the folder secrets, which
# \`redis-cache secrets files\` makes. A change of settings is rendered again, and \`sh roll.sh\` applies it.
`;

/** Each after those that it names: replicas, then the home of the master, Sentinels, the proxy, exporters. */
function rollOrder(containers: readonly DockerContainer[]): string[] {
  const order: string[] = [];
  const add = (name: string): void => {
    if (order.includes(name)) return;
    const { after } = containers.find((one) => one.name === name)!;
    for (const earlier of after) add(earlier);
    order.push(name);
  };
  for (const { name, health } of containers) if (health) add(name);
  return order;
}

/** Compose 2 stops all containers that it makes anew before it starts the first of them. */
function rollScript(names: readonly string[]): string {
  return `#!/bin/sh
# Usage: sh roll.sh [COMPOSE...], which is "docker compose" unless given, with a project as in: docker compose -p NAME
# Applies what was rendered: containers that have to be made anew are, one after the other, and each is awaited.
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- docker compose

health() {
  docker inspect -f '{{.State.Health.Status}}' "$("$@")"
}

for name in ${names.join(" ")}; do
  "$@" up -d --no-deps "$name"
  until [ "$(health "$@" ps -q "$name")" = healthy ]; do
    if [ "$(health "$@" ps -q "$name")" = unhealthy ]; then
      echo "$name is not healthy, and the others are left as they are: see docker logs" >&2
      exit 1
    fi
    sleep 1
  done
done
"$@" up -d
`;
}

function entries(pairs: (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(([name, value]) => [name, value] as const));
}

function service(network: string, container: DockerContainer) {
  const { name, image, program, environment, address, ports, limits, health, stopGrace, after, labels } = container;
  return {
    image,
    hostname: name,
    entrypoint: program,
    user: `${user}:${user}`,
    environment: entries(Object.entries(environment).map(([key, value]) => [key, escaped(value)])),
    ...mountsOf(container),
    networks: { [network]: address === undefined ? {} : { ipv4_address: address } },
    ...(ports.length > 0 && { ports: ports.map((port) => `127.0.0.1:${port}:${port}`) }),
    ...(health && {
      healthcheck: {
        test: ["CMD", ...health.command.map(escaped)],
        ...{ interval: `${health.interval}s`, timeout: `${health.timeout}s`, retries: health.retries },
        start_period: `${health.startPeriod}s`,
      },
    }),
    ...(after.length > 0 && { depends_on: entries(after.map((one) => [one, { condition: "service_healthy" }])) }),
    restart: "unless-stopped",
    stop_signal: "SIGTERM",
    stop_grace_period: `${stopGrace}s`,
    mem_limit: limits.memory,
    // None of it on a disk.
    memswap_limit: limits.memory,
    cpus: limits.cores,
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "2" } },
    labels,
  };
}

function mountsOf({ mounts, volumes, memory }: DockerContainer) {
  const all = [
    ...mounts.map(({ folder, path }) => `./${folder}:${path}:ro`),
    ...volumes.map(({ name, path }) => `${name}:${path}`),
  ];
  return {
    volumes: all,
    ...(memory.length > 0 && {
      tmpfs: memory.map(({ path, bytes }) => `${path}:${memoryOptions(bytes)}`),
    }),
  };
}

/** Compose puts variables in place of names after a dollar sign. */
function escaped(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function networkOf({ subnet, gateway, dynamic }: DockerInstance["network"]) {
  return { driver: "bridge", ipam: { config: [{ subnet, gateway, ip_range: dynamic }] } };
}

function volumeOf({ memoryBytes }: Volume) {
  if (memoryBytes === undefined) return {};
  return { driver: "local", driver_opts: { type: "tmpfs", device: "tmpfs", o: memoryOptions(memoryBytes) } };
}
