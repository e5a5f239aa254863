import type { Element } from "./der";
import type { Extensions } from "./certificate-extensions";

/** Tags of GeneralName (RFC 5280, 4.2.1.6). */
const [dns, ip] = [0x82, 0x87];

/** The first DNS name or address of a certificate that an authority above it excludes, or does not permit. */
export function forbiddenName({ names }: Extensions, { constraints }: Extensions): string | undefined {
  const { permitted, excluded } = constraints;
  const found = names.find((name) => {
    const sameKind = permitted.filter(({ tag }) => tag === name.tag);
    if (sameKind.length > 0 && !sameKind.some((base) => isWithin(name, base))) return true;
    return excluded.some((base) => isWithin(name, base));
  });
  return found && textOf(found);
}

function isWithin(name: Element, base: Element): boolean {
  if (name.tag !== base.tag) return false;
  if (name.tag === dns) return isBelow(textOf(name).toLowerCase(), textOf(base).toLowerCase());
  return name.tag === ip && isInNetwork(name.content, base.content);
}

/** `example.com` holds itself and all below it, `.example.com` only those below. */
function isBelow(name: string, base: string): boolean {
  if (base === "" || name === base) return true;
  return name.endsWith(base.startsWith(".") ? base : `.${base}`);
}

/** A network is an address and a mask of the same length. */
function isInNetwork(address: Buffer, network: Buffer): boolean {
  const size = address.length;
  if (network.length !== 2 * size) return false;
  return address.every((byte, i) => ((byte ^ network[i]!) & network[size + i]!) === 0);
}

function textOf({ tag, content }: Element): string {
  if (tag !== ip) return content.toString("latin1");
  return content.length === 4 ? [...content].join(".") : content.toString("hex").replace(/(....)(?!$)/g, "$1:");
}
