/** @file Seeded damage to ONNX models: to their bytes, and to their decoded messages. */
import type { ModelProto } from "../../src/onnx/wire/onnx.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";

/** Whole numbers from 0 to n − 1. */
export type Below = (n: number) => number;

export function belowOf(seed: number): Below {
  const stream = new RandomStream(seed, streams.probe, 0);
  return (n) => Math.floor(stream.uniform() * n);
}

/** Milliseconds that this process has computed: on a busy machine the clock says nothing about it. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const flipBits = (bytes: Uint8Array, below: Below): Uint8Array => {
  const damaged = bytes.slice();
  for (let i = 0, n = 1 + below(4); i < n; i++) damaged[below(damaged.length)]! ^= 1 << below(8);
  return damaged;
};

const truncate = (bytes: Uint8Array, below: Below): Uint8Array => bytes.slice(0, below(bytes.length));

/** A piece of the second in the place of a piece of the first. */
const splice = (bytes: Uint8Array, below: Below, other: Uint8Array): Uint8Array => {
  const [at, from] = [below(bytes.length), below(other.length)];
  const piece = other.slice(from, from + 1 + below(64));
  return Uint8Array.from([...bytes.slice(0, at), ...piece, ...bytes.slice(at + below(2) * piece.length)]);
};

const overwrite = (bytes: Uint8Array, below: Below): Uint8Array => {
  const damaged = bytes.slice();
  const at = below(damaged.length);
  damaged.fill([0, 0x7f, 0x80, 0xff][below(4)]!, at, at + 1 + below(9));
  return damaged;
};

const byteKinds = [flipBits, truncate, splice, overwrite] as const;

export const damageBytes = (bytes: Uint8Array, other: Uint8Array, below: Below): Uint8Array =>
  byteKinds[below(byteKinds.length)]!(bytes, below, other);

const wholes = [0n, 1n, -1n, 2n, 7n, 65n, 2n ** 31n, -(2n ** 31n), 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)];
const numbers = [0, -0, 1, -1, 3, 255, 2 ** 31 - 1, -(2 ** 31), Number.NaN, Number.POSITIVE_INFINITY, 1e-45];
const texts = ["", "x", "Add", "If", "Loop", "Reshape", "ConstantOfShape", "Tile", "Gather", "axis", "shape", "value"];

type Holder = { [key: string]: unknown };

/** All places of the message, each an object or list and a key. */
function placesOf(message: object, places: [Holder, string][] = []): [Holder, string][] {
  for (const [key, value] of Object.entries(message)) {
    places.push([message as Holder, key]);
    if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) placesOf(value, places);
  }
  return places;
}

/** The same number of bytes: a few bits flipped, or one number of eight bytes replaced. */
function otherNumbers(bytes: Uint8Array, below: Below): Uint8Array {
  if (bytes.length < 8 || below(3) === 0) return bytes.length === 0 ? bytes : flipBits(bytes, below);
  const damaged = bytes.slice();
  const at = 8 * below(Math.floor(bytes.length / 8));
  new DataView(damaged.buffer).setBigInt64(at, wholes[below(wholes.length)]!, true);
  return damaged;
}

/** Another value of the same kind: an extreme, or that of another place. */
function replacement(value: unknown, key: string, places: readonly [Holder, string][], below: Below): unknown {
  if (below(2) === 0) {
    const alike = places.filter(
      ([holder, other]) =>
        typeof holder[other] === typeof value && Array.isArray(holder[other]) === Array.isArray(value),
    );
    const [holder, other] = alike[below(alike.length)]!;
    return structuredClone(holder[other]);
  }
  if (typeof value === "bigint") return wholes[below(wholes.length)];
  if (typeof value === "number")
    return key === "dataType" || key === "elemType" ? below(24) : numbers[below(numbers.length)];
  if (typeof value === "string") return texts[below(texts.length)];
  if (value instanceof Uint8Array)
    return below(3) === 0 ? value.slice(0, below(value.length + 1)) : otherNumbers(value, below);
  return Array.isArray(value) ? [...value, ...value.slice(0, 1 + below(2))] : value;
}

/** A copy of the model with one to three of its fields replaced or dropped. */
export function damageMessage(model: ModelProto, below: Below): ModelProto {
  const damaged = structuredClone(model);
  for (let i = 0, n = 1 + below(3); i < n; i++) {
    const places = placesOf(damaged);
    const [holder, key] = places[below(places.length)]!;
    if (below(5) > 0) holder[key] = replacement(holder[key], key, places, below);
    else if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  return damaged;
}
