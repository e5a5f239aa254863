import type { Shape } from "../../capacity/shape";
import type { Command } from "../server/scratch";

/** Elements that are sent by one command at most. */
const batch = 128;

/** Writes keys of a shape, from number `from` up to, but without, number `to`. */
export function* writes(shape: Shape, from = 0, to = shape.keys): Generator<Command> {
  for (let key = from; key < to; key++) yield* keyWrites(shape, key);
}

function* keyWrites(shape: Shape, number: number): Generator<Command> {
  const key = keyName(shape, number);
  yield* elementWrites(shape, key, 0, shape.elements);
  if (isExpiring(shape, number)) yield ["EXPIRE", key, expirySeconds];
}

/** Far away, so that nothing goes while it is looked at. */
const expirySeconds = 1_000_000;

/** Evenly spread over the keys. */
function isExpiring({ expiring }: Shape, number: number): boolean {
  return Math.floor((number + 1) * expiring) > Math.floor(number * expiring);
}

/** Writes the elements of a key from one number up to, but without, another. */
export function* elementWrites(shape: Shape, key: string, from: number, to: number): Generator<Command> {
  switch (shape.kind) {
    case "strings":
      yield ["SET", key, value(shape)];
      break;
    case "streams":
      for (let i = from; i < to; i++) yield ["XADD", key, `${timeOf(i)}-0`, "f".repeat(shape.fieldBytes), value(shape)];
      break;
    case "hashes":
      yield* batches("HSET", key, [from, to], (i) => [padded("f", i, shape.fieldBytes), value(shape)]);
      break;
    case "sets":
      yield* batches("SADD", key, [from, to], (i) => [padded("m", i, shape.valueBytes)]);
      break;
    case "zsets":
      yield* batches("ZADD", key, [from, to], (i) => [timeOf(i), padded("m", i, shape.valueBytes)]);
      break;
  }
}

function* batches(
  command: string,
  key: string,
  [from, to]: readonly [number, number],
  element: (number: number) => Command,
): Generator<Command> {
  for (let first = from; first < to; first += batch) {
    const numbers = Array.from({ length: Math.min(batch, to - first) }, (_, more) => first + more);
    yield [command, key, ...numbers.flatMap(element)];
  }
}

/** Scores and IDs are times in ms, a second or so apart. */
function timeOf(number: number): number {
  return 1_700_000_000_000 + number * 997;
}

export function keyName({ keyBytes }: Pick<Shape, "keyBytes">, number: number): string {
  return padded("k", number, keyBytes);
}

/** No digits only: the server keeps whole numbers in another way. */
function value({ valueBytes }: Shape): string {
  return "x".repeat(valueBytes);
}

/** Base 36, since short names have to differ too. */
function padded(first: string, number: number, length: number): string {
  return first + number.toString(36).padStart(length - 1, "_");
}
