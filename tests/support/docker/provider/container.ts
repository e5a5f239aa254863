import pWaitFor from "p-wait-for";
import { ask, askGone, find } from "./engine-api";
import type { Kind, Properties } from "./stand-in";

export const container: Kind = { create, read, update, remove };

/** Inputs of `docker.Container`, as far as this project gives them. */
interface Inputs {
  name: string;
  hostname: string;
  image: string;
  entrypoints: string[];
  user: string;
  envs: string[];
  mounts: { type: string; source: string; target: string; readOnly?: boolean }[];
  tmpfs?: Record<string, string>;
  networksAdvanced: { name: string; aliases: string[]; ipv4Address?: string }[];
  ports?: { internal: number; external: number; ip: string }[];
  healthcheck?: { tests: string[]; interval: string; timeout: string; retries: number; startPeriod: string };
  wait?: boolean;
  waitTimeout?: number;
  restart: string;
  stopSignal: string;
  stopTimeout: number;
  destroyGraceSeconds: number;
  memory: number;
  memorySwap: number;
  cpus: string;
  readOnly: boolean;
  capabilities: { drops: string[] };
  securityOpts: string[];
  logDriver: string;
  logOpts: Record<string, string>;
  labels: { label: string; value: string }[];
}

async function create(properties: Properties) {
  const inputs = properties as unknown as Inputs;
  const { Id } = await ask<{ Id: string }>("POST", `/containers/create?name=${inputs.name}`, bodyOf(inputs));
  try {
    await ask("POST", `/containers/${Id}/start`);
    if (inputs.wait) await healthy(Id, inputs);
  } catch (error) {
    await askGone("DELETE", `/containers/${Id}?force=true`);
    throw error;
  }
  return { id: Id, outs: {} };
}

interface Inspected {
  State: { Running: boolean; Health?: { Status: string } };
}

async function healthy(id: string, { name, waitTimeout = 60 }: Inputs): Promise<void> {
  const isHealthy = async () => {
    const status = (await find<Inspected>(`/containers/${id}/json`))?.State.Health?.Status;
    if (status === "unhealthy") throw new Error(`container ${name} is unhealthy`);
    return status === "healthy";
  };
  await pWaitFor(isHealthy, { interval: 250, timeout: waitTimeout * 1000 });
}

/** One that somebody has stopped is to be changed: it is started again then. */
async function read(id: string): Promise<Properties | undefined> {
  const found = await find<Inspected>(`/containers/${id}/json`);
  return found && (found.State.Running ? {} : { mustRun: false });
}

async function update(id: string, properties: Properties): Promise<void> {
  const inputs = properties as unknown as Inputs;
  await ask("POST", `/containers/${id}/update`, { ...limits(inputs), RestartPolicy: { Name: inputs.restart } });
  await ask("POST", `/containers/${id}/start`);
}

async function remove(id: string, properties: Properties): Promise<void> {
  const { destroyGraceSeconds } = properties as unknown as Inputs;
  await askGone("POST", `/containers/${id}/stop?t=${destroyGraceSeconds}`);
  await askGone("DELETE", `/containers/${id}?force=true`);
}

function bodyOf(inputs: Inputs) {
  const { hostname, image, entrypoints, user, envs, labels, stopSignal, stopTimeout } = inputs;
  return {
    ...{ Hostname: hostname, Image: image, Entrypoint: entrypoints, User: user, Env: envs },
    Labels: Object.fromEntries(labels.map(({ label, value }) => [label, value])),
    ...{ StopSignal: stopSignal, StopTimeout: stopTimeout },
    ...(inputs.healthcheck && { Healthcheck: healthOf(inputs.healthcheck) }),
    ExposedPorts: Object.fromEntries((inputs.ports ?? []).map(({ internal }) => [`${internal}/tcp`, {}])),
    HostConfig: hostOf(inputs),
    NetworkingConfig: {
      EndpointsConfig: Object.fromEntries(
        inputs.networksAdvanced.map(({ name, aliases, ipv4Address }) => [
          name,
          { Aliases: aliases, ...(ipv4Address !== undefined && { IPAMConfig: { IPv4Address: ipv4Address } }) },
        ]),
      ),
    },
  };
}

function hostOf(inputs: Inputs) {
  const { mounts, tmpfs, ports = [], restart, readOnly, capabilities, securityOpts, logDriver, logOpts } = inputs;
  return {
    Mounts: mounts.map(({ type, source, target, readOnly: only = false }) => ({
      ...{ Type: type, Source: source, Target: target, ReadOnly: only },
    })),
    Tmpfs: tmpfs,
    PortBindings: Object.fromEntries(
      ports.map(({ internal, external, ip }) => [`${internal}/tcp`, [{ HostIp: ip, HostPort: String(external) }]]),
    ),
    NetworkMode: inputs.networksAdvanced[0]!.name,
    RestartPolicy: { Name: restart },
    ...limits(inputs),
    ...{ NanoCpus: Number(inputs.cpus) * 1e9, ReadonlyRootfs: readOnly, CapDrop: capabilities.drops },
    ...{ SecurityOpt: securityOpts, LogConfig: { Type: logDriver, Config: logOpts } },
  };
}

function limits({ memory, memorySwap }: Inputs) {
  return { Memory: memory * 2 ** 20, MemorySwap: memorySwap * 2 ** 20 };
}

function healthOf({ tests, interval, timeout, retries, startPeriod }: NonNullable<Inputs["healthcheck"]>) {
  const nanoseconds = (text: string) => {
    const [, minutes = "0", seconds] = /^(?:(\d+)m)?(\d+)s$/.exec(text)!;
    return (60 * Number(minutes) + Number(seconds)) * 1e9;
  };
  return {
    ...{ Test: tests, Interval: nanoseconds(interval), Timeout: nanoseconds(timeout), Retries: retries },
    StartPeriod: nanoseconds(startPeriod),
  };
}
