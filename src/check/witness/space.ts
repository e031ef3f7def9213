/** @file The space of concrete inputs: points inside the ranges, moved along directions and rounded to the dtype. */
import { isFloat, toValue, type Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { roundTo } from "../../util/float.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { elementBounds } from "../boxes.ts";
import type { SubjectInput } from "../subject.ts";
import type { Point } from "./evaluation.ts";

/** Elements of each input, before they are rounded to its dtype. */
export type Place = ReadonlyMap<Node, Float64Array>;

interface Axis extends SubjectInput {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

export class Space {
  readonly #axes: readonly Axis[];
  readonly #random: Draws;
  /** Inputs that a move leaves alone keep their values. */
  readonly #values = new WeakMap<Float64Array, Value>();

  constructor(inputs: readonly SubjectInput[], seed = 0) {
    this.#axes = inputs.map((input) => ({ ...input, ...elementBounds(input.box) }));
    this.#random = new Draws(seed);
  }

  /** Inputs that can be moved by small steps. */
  get movable(): readonly Node[] {
    return this.#axes.filter(({ node, drawn }) => drawn.kind === "any" && isFloat(node.dtype)).map(({ node }) => node);
  }

  /** `choose` gives an element from its bounds; rows of examples are the first ones. */
  at(choose: (lo: number, hi: number) => number): Place {
    return this.#each(({ lo, hi, drawn }) =>
      drawn.kind === "rows" ? firstRows(drawn.data, lo.length) : lo.map((low, i) => choose(low, hi[i]!)),
    );
  }

  lowest(): Place {
    return this.at((lo) => lo);
  }

  highest(): Place {
    return this.at((_, hi) => hi);
  }

  middle(): Place {
    return this.at((lo, hi) => lo / 2 + hi / 2);
  }

  /** Nearest to 0. */
  smallest(): Place {
    return this.at((lo, hi) => Math.min(Math.max(0, lo), hi));
  }

  /** Each element from its range; `spread` 1 takes all of it, 0 its middle. */
  random(spread = 1): Place {
    return this.#each(({ lo, hi, drawn }) => {
      if (drawn.kind === "rows") return this.#rows(drawn.data, drawn.width, lo.length);
      const result = new Float64Array(lo.length);
      for (let i = 0; i < result.length; i++) {
        const t = 0.5 + spread * (this.#random.uniform() - 0.5);
        result[i] = lo[i]! * (1 - t) + hi[i]! * t;
      }
      return result;
    });
  }

  /** Each input's elements almost equal, where differences cancel. */
  almostEqual(): Place {
    const about = this.#random.uniform();
    return this.at((lo, hi) => {
      const t = Math.min(1, about + 1e-6 * this.#random.uniform());
      return lo * (1 - t) + hi * t;
    });
  }

  /** Each element at one of its ends. */
  randomCorner(): Place {
    return this.#each(({ lo, hi, drawn }) => {
      if (drawn.kind === "rows") return this.#rows(drawn.data, drawn.width, lo.length);
      return lo.map((low, i) => (this.#random.uniform() < 0.5 ? low : hi[i]!));
    });
  }

  /** Each element moved by `share` of its range, in the direction of `signs`; 1 goes to the end. */
  moved(from: Place, signs: ReadonlyMap<Node, ArrayLike<number>>, share: number): Place {
    return this.#each(({ node, lo, hi }) => {
      const [start, direction] = [from.get(node)!, signs.get(node)];
      if (!direction) return start;
      return start.map((x, i) => {
        const sign = Math.sign(direction[i]!) || 0;
        if (share >= 1) return sign > 0 ? hi[i]! : sign < 0 ? lo[i]! : x;
        return Math.min(hi[i]!, Math.max(lo[i]!, x + sign * share * (hi[i]! - lo[i]!)));
      });
    });
  }

  between(a: Place, b: Place, t: number): Place {
    return this.#each(({ node }) => {
      const [from, to] = [a.get(node)!, b.get(node)!];
      return from.map((x, i) => x * (1 - t) + to[i]! * t);
    });
  }

  /** The values at a place, rounded to their dtype without leaving the range. */
  point(place: Place): Point {
    return new Map(
      this.#axes.map((axis) => {
        const elements = place.get(axis.node)!;
        const value = this.#values.get(elements) ?? valueAt(axis, elements);
        this.#values.set(elements, value);
        return [axis.node, value];
      }),
    );
  }

  #each(elements: (axis: Axis) => Float64Array): Place {
    return new Map(this.#axes.map((axis) => [axis.node, elements(axis)]));
  }

  #rows(data: ArrayLike<number>, width: number, elements: number): Float64Array {
    const examples = width > 0 ? Math.floor(data.length / width) : 0;
    const result = new Float64Array(elements);
    for (let start = 0; start + width <= elements && examples > 0; start += width) {
      const row = Math.min(examples - 1, Math.floor(this.#random.uniform() * examples));
      for (let j = 0; j < width; j++) result[start + j] = data[row * width + j]!;
    }
    return result;
  }
}

const firstRows = (data: ArrayLike<number>, elements: number): Float64Array =>
  Float64Array.from({ length: elements }, (_, i) => data[i] ?? 0);

function valueAt({ node, lo, hi, drawn }: Axis, elements: Float64Array): Value {
  const { dtype, shape } = node;
  if (!isFloat(dtype)) {
    const whole = elements.map((x, i) => Math.min(Math.floor(hi[i]!), Math.max(Math.ceil(lo[i]!), Math.round(x))));
    return toValue(dtype, shape, whole);
  }
  const inside = new Float64Array(elements.length);
  for (let i = 0; i < inside.length; i++) {
    const chosen = drawn.kind === "whole" ? Math.round(elements[i]!) : elements[i]!;
    const rounded = dtype === "float32" ? Math.fround(chosen) : roundTo(chosen, dtype);
    inside[i] = rounded > hi[i]! || rounded < lo[i]! ? insideOf(rounded, hi[i]!, lo[i]!, dtype) : rounded;
  }
  return toValue(dtype, shape, inside);
}

/** The nearest number of the dtype inside lo … hi, from one that rounding took out of it; itself where there is none. */
function insideOf(x: number, hi: number, lo: number, dtype: Parameters<typeof roundTo>[1]): number {
  const ulp = Math.max(Math.abs(x) * 2 ** -52, Number.MIN_VALUE);
  const sign = x > hi ? -1 : 1;
  for (let step = ulp; step < Number.MAX_VALUE; step *= 2) {
    const candidate = roundTo(x + sign * step, dtype);
    if (candidate === x) continue;
    return candidate >= lo && candidate <= hi ? candidate : x;
  }
  return x;
}

/** Uniform numbers by xorshift, ten times as fast as Philox: a point has as many as the model has weights. */
class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = new RandomStream(seed, streams.probe).word() || 1;
  }

  uniform(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return ((this.#state >>> 0) + 0.5) / 0x1_0000_0000;
  }
}
