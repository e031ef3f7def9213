/** @file A column of numbers that grows. */

export class Column {
  #data: Float64Array = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view of what is held; it is no longer the column's after the next push. */
  get values(): Float64Array {
    return this.#data.subarray(0, this.#length);
  }

  get last(): number {
    return this.#length === 0 ? Number.NaN : this.#data[this.#length - 1]!;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  /** @param index where the value is to stand: nearly always behind all others */
  insert(index: number, value: number): void {
    this.push(value);
    this.#data.copyWithin(index + 1, index, this.#length - 1);
    this.#data[index] = value;
  }

  /** Drops what stands from index `length` on. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }
}

/** Index of the first of ascending `values`, from `from` up to `to`, that is at least `value`; `to` where none is. */
export function firstAtLeast(values: ArrayLike<number>, value: number, from = 0, to: number = values.length): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value nearest to `value`; -1 where there is none. */
export function nearest(values: ArrayLike<number>, value: number): number {
  const after = firstAtLeast(values, value);
  if (after === 0) return values.length === 0 ? -1 : 0;
  if (after === values.length) return after - 1;
  return value - values[after - 1]! <= values[after]! - value ? after - 1 : after;
}
