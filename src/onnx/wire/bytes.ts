/** @file Protobuf's primitive encodings: a writer that grows and a reader that accepts nothing malformed. */
import { DataError } from "../../util/errors.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/** How a field's bytes are delimited; the group types 3 and 4 are never accepted. */
export const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;
export type WireType = (typeof wireType)[keyof typeof wireType];

export class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Makes room and gives the position; it may replace the buffer, so call it before touching that. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** An integer from 0 to 2^53 − 1. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  /** Two's complement in 64 bits: a negative number takes ten bytes. */
  int64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  float(value: number): void {
    const at = this.#reserve(4);
    this.#view.setFloat32(at, value, true);
  }

  double(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  string(value: string): void {
    this.bytes(encodeUtf8(value));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Shared by the readers of one file: how much a hostile file may make us allocate. */
export interface Budget {
  /** Messages that may still be read. */
  messages: number;
  readonly maxDepth: number;
}

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly budget: Budget;
  readonly depth: number;
  #at: number;

  constructor(bytes: Uint8Array, budget: Budget, start = 0, end: number = bytes.length, depth = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
    this.budget = budget;
    this.depth = depth;
    if (depth > budget.maxDepth) this.fail(`messages are nested deeper than ${budget.maxDepth}`);
    if (--budget.messages < 0) this.fail("the file holds more messages than the limit");
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  fail(what: string): never {
    throw new DataError("this is not a valid ONNX file", { where: `byte ${this.#at}`, found: what });
  }

  #take(count: number): number {
    if (count > this.#end - this.#at) this.fail(`${count} bytes are announced and ${this.#end - this.#at} are left`);
    const at = this.#at;
    this.#at += count;
    return at;
  }

  /** A varint of at most 64 bits, as two's complement. */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#take(1)]!;
      if (shift === 63n && byte > 1) this.fail("a variable-length integer has more than 64 bits");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  }

  int32(): number {
    const value = this.int64();
    if (value !== BigInt.asIntN(32, value)) this.fail(`${value} does not fit into 32 bits`);
    return Number(value);
  }

  /** A length or a tag: at most 2^31 − 1 here, 2^32 − 1 for tags. */
  #unsigned(limit: number): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#take(1)]!;
      value += (byte & 0x7f) * factor;
      if (value > limit) this.fail(`a length or field tag is above ${limit}`);
      if (byte < 0x80) return value;
      if (factor >= 2 ** 28) this.fail("a length or field tag is longer than five bytes");
    }
  }

  tag(): { readonly number: number; readonly wire: number } {
    const tag = this.#unsigned(0xffff_ffff);
    const number = Math.floor(tag / 8);
    if (number === 0) this.fail("field number 0");
    return { number, wire: tag % 8 };
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of the file's bytes, not a copy. */
  bytes(): Uint8Array {
    const length = this.#unsigned(0x7fff_ffff);
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  string(): string {
    const text = decodeUtf8(this.bytes());
    return text ?? this.fail("a text is not valid UTF-8");
  }

  /** A reader of the length-delimited content that follows. */
  content(depth: number): Reader {
    const length = this.#unsigned(0x7fff_ffff);
    const at = this.#take(length);
    return new Reader(this.#bytes, this.budget, at, at + length, depth);
  }

  /** Passes over the value of a field that is not in the table. */
  skip(wire: number): void {
    if (wire === wireType.varint) this.int64();
    else if (wire === wireType.fixed64) this.#take(8);
    else if (wire === wireType.lengthDelimited) this.bytes();
    else if (wire === wireType.fixed32) this.#take(4);
    else this.fail(`wire type ${wire}`);
  }
}
