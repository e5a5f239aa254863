import { ask, askGone, find } from "./engine-api";
import type { Kind, Properties } from "./stand-in";

export const volume: Kind = { create, read, remove };

async function create({ name, driver, driverOpts }: Properties) {
  await ask("POST", "/volumes/create", { Name: name, Driver: driver, DriverOpts: driverOpts });
  return { id: name as string, outs: {} };
}

async function read(id: string): Promise<Properties | undefined> {
  return (await find(`/volumes/${id}`)) === undefined ? undefined : {};
}

async function remove(id: string): Promise<void> {
  await askGone("DELETE", `/volumes/${id}`);
}
