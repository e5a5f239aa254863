import { ask, askGone, find } from "./engine-api";
import type { Kind, Properties } from "./stand-in";

export const network: Kind = { create, read, remove };

async function create({ name, driver, ipamConfigs }: Properties) {
  const configs = (ipamConfigs as { subnet: string; gateway: string; ipRange: string }[]).map(
    ({ subnet, gateway, ipRange }) => ({ Subnet: subnet, Gateway: gateway, IPRange: ipRange }),
  );
  const body = { Name: name, Driver: driver, CheckDuplicate: true, IPAM: { Driver: "default", Config: configs } };
  const { Id } = await ask<{ Id: string }>("POST", "/networks/create", body);
  return { id: Id, outs: {} };
}

async function read(id: string): Promise<Properties | undefined> {
  return (await find(`/networks/${id}`)) === undefined ? undefined : {};
}

async function remove(id: string): Promise<void> {
  await askGone("DELETE", `/networks/${id}`);
}
