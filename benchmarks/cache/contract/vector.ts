import pWaitFor from "p-wait-for";
import type { Driver } from "../driver";
import type { Place } from "../protocol";
import type { Relay } from "../relay";
import type { Server } from "../server";
import type { Offer, WayInfo } from "../ways";

/** A case of the contract, tried on a way. */
export interface Vector {
  what: string;
  /** What a way must have to be tried. */
  needs?: readonly Offer[];
  /** {@link ok}, with a figure where one tells more, or what went wrong. */
  run: (bench: Bench) => Promise<string>;
}

/** An empty server, and processes of one way, which end with the vector. */
export interface Bench {
  way: WayInfo;
  server: Server;
  /** Between processes and the server. */
  relay: Relay;
  /** A process; through the relay unless told otherwise. */
  start: (place?: Partial<Place>) => Promise<Driver>;
  /** Several, started some at a time. */
  startMany: (count: number) => Promise<Driver[]>;
  /** A process of our client in the other language. */
  startTwin: () => Promise<Driver>;
}

export const ok = "ok";

/** Its verdict where it has ended within the time, else that it hangs. */
export async function within(ms: number, what: string, work: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve(`${what} hangs`), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A value, or the error, in few words. */
export async function said(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => JSON.stringify(value) ?? "undefined",
    () => "throws",
  );
}

/** `ok`, or what was found instead. */
export const same = (found: unknown, wanted: unknown): string =>
  JSON.stringify(found) === JSON.stringify(wanted) ? ok : `gives ${JSON.stringify(found)}`;

export const loadsOf = (drivers: readonly Driver[], key: string): number =>
  drivers.reduce((sum, { loads }) => sum + loads.filter((one) => one === key).length, 0);

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function until(condition: () => boolean | Promise<boolean>, ms = 5000): Promise<boolean> {
  return pWaitFor(condition, { interval: 5, timeout: ms }).then(
    () => true,
    () => false,
  );
}

/** A place to hold loaders at. */
export class Gate {
  open!: () => void;
  readonly passed = new Promise<void>((resolve) => (this.open = resolve));
}
