/** @file Large arrays that several executables use: sent to the other side of a port once, kept while one uses them. */
import type { TypedArray } from "../../graph/dtype.ts";
import type { Arrays } from "./host.ts";

/** Smaller arrays are sent each time they are bound. */
const sharedBytes = 1 << 20;

/** The number of an array that the other side keeps. */
interface Shared {
  readonly shared: number;
  /** Present the first time. */
  readonly data?: TypedArray;
}

/** Arrays as they are sent. */
export type SentArrays = Readonly<Record<string, TypedArray | Shared>>;

interface Entry {
  readonly number: number;
  /** Inputs of executables that the array is bound to. */
  uses: number;
}

/** The sender's side: which arrays the other side keeps, and what uses them. */
export class SharedArrays {
  readonly #entries = new WeakMap<TypedArray, Entry>();
  /** Executable → input → the array bound to it. */
  readonly #bound = new Map<number, Map<string, Entry>>();
  #forgotten: number[] = [];
  #next = 1;

  open(executable: number): void {
    this.#bound.set(executable, new Map());
  }

  /** What is sent of `data`. Bound once more to the same input it may hold new numbers, so it is sent anew. */
  bind(executable: number, input: string, data: TypedArray, own: () => TypedArray): TypedArray | Shared {
    const bound = this.#bound.get(executable);
    if (data.byteLength < sharedBytes || !bound) return own();
    const before = bound.get(input);
    const known = this.#entries.get(data);
    const isSent = known !== undefined && known.uses > 0 && known !== before;
    const entry = isSent ? known : { number: this.#next++, uses: 0 };
    entry.uses++;
    this.#entries.set(data, entry);
    bound.set(input, entry);
    if (before) this.#drop(before);
    return isSent ? { shared: entry.number } : { shared: entry.number, data: own() };
  }

  release(executable: number): void {
    for (const entry of this.#bound.get(executable)?.values() ?? []) this.#drop(entry);
    this.#bound.delete(executable);
  }

  #drop(entry: Entry): void {
    if (--entry.uses === 0) this.#forgotten.push(entry.number);
  }

  /** The arrays that nothing uses any more since the last call: the other side is to forget them. */
  takeForgotten(): number[] {
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    return forgotten;
  }
}

/** The receiver's side. */
export class KeptArrays {
  readonly #kept = new Map<number, TypedArray>();

  get count(): number {
    return this.#kept.size;
  }

  /** Puts arrays in the place of their numbers. */
  unpack(sent: SentArrays): Arrays {
    const entries = Object.entries(sent).map(([name, value]): [string, TypedArray] => {
      if (!("shared" in value)) return [name, value];
      if (value.data) this.#kept.set(value.shared, value.data);
      return [name, this.#kept.get(value.shared)!];
    });
    return Object.fromEntries(entries);
  }

  forget(numbers: readonly number[]): void {
    for (const number of numbers) this.#kept.delete(number);
  }
}
