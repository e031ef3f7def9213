/**
 * @file Philox4x32-10: counter-based random numbers (Salmon et al., SC 2011), so that a draw depends on
 * (seed, stream, substream, index) alone and nothing has to be saved to continue a run.
 */
import { inverseNormalCdf } from "./normal.ts";

/** What a stream of random numbers is for; the number is part of every experiment's bits and never changes. */
export const streams = { weights: 1, shuffle: 2, dropout: 3, split: 4, probe: 5 } as const;

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two 32-bit numbers, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Writes the four output words for one counter and key into `out` at `offset`. */
function philoxBlock(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
  offset = 0,
): void {
  let [x0, x1, x2, x3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, x0);
    const high1 = multiplyHigh(M1, x2);
    const low0 = Math.imul(M0, x0) >>> 0;
    const low1 = Math.imul(M1, x2) >>> 0;
    x0 = (high1 ^ x1 ^ k0) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[offset] = x0;
  out[offset + 1] = x1;
  out[offset + 2] = x2;
  out[offset + 3] = x3;
}

/** A stream of 32-bit words: word i is word (i & 3) of the block with counter (i >> 2, stream, substream, 0). */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #stream: number;
  readonly #substream: number;
  readonly #block = new Uint32Array(4);
  #next = 0;

  constructor(seed: number, stream: number, substream = 0) {
    this.#key = [seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0];
    this.#stream = stream >>> 0;
    this.#substream = substream >>> 0;
  }

  /** Goes to word number `index` of the stream. */
  seek(index: number): void {
    this.#next = index;
    if (index & 3) this.#fill();
  }

  #fill(): void {
    philoxBlock([(this.#next >>> 2) >>> 0, this.#stream, this.#substream, 0], this.#key, this.#block);
  }

  word(): number {
    if ((this.#next & 3) === 0) this.#fill();
    return this.#block[this.#next++ & 3]!;
  }

  /** Uniform in the open interval (0, 1): (word + 0.5) / 2^32. */
  uniform(): number {
    return (this.word() + 0.5) / 0x1_0000_0000;
  }

  /** Standard normal by inversion: one word a draw. */
  normal(): number {
    return inverseNormalCdf(this.uniform());
  }

  /** Uniform integer in [0, n), without bias: words in the incomplete last interval are drawn again. */
  below(n: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % n;
    }
  }
}

/** The numbers 0 to n − 1 in random order (Fisher–Yates). */
export function permutation(n: number, seed: number, stream: number, substream: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const random = new RandomStream(seed, stream, substream);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
