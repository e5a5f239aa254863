import { ask, find } from "./engine-api";
import type { Kind, Properties } from "./stand-in";

export const image: Kind = { create, read, remove };

/** Pulls it where the engine lacks it. */
async function create({ name }: Properties) {
  const found = (await idOf(name)) ?? (await pulled(name));
  return { id: `${found}${String(name)}`, outs: { imageId: found } };
}

async function pulled(name: unknown): Promise<string> {
  await ask("POST", `/images/create?fromImage=${encodeURIComponent(String(name))}`);
  const id = await idOf(name);
  if (id === undefined) throw new Error(`image ${String(name)} is not there, and could not be pulled`);
  return id;
}

async function read(_id: string, { name }: Properties): Promise<Properties | undefined> {
  const imageId = await idOf(name);
  return imageId === undefined ? undefined : { imageId };
}

/** Others use it too (`keepLocally`). */
function remove(): Promise<void> {
  return Promise.resolve();
}

async function idOf(name: unknown): Promise<string | undefined> {
  return (await find<{ Id: string }>(`/images/${String(name)}/json`))?.Id;
}
