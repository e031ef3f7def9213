/** @file The space of concrete inputs: points inside the ranges, moved along directions and rounded to the dtype. */
import { type Box, isUniform } from "../../graph/box.ts";
import { type DType, isFloat, toValue, type Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { type FloatType, roundTo } from "../../util/float.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { nextDown, nextUp } from "../../util/ulp.ts";
import { elementBounds } from "../boxes.ts";
import type { SubjectInput } from "../subject.ts";
import type { Point } from "./evaluation.ts";

/** Elements of each input, before they are rounded to its dtype. */
export type Place = ReadonlyMap<Node, Float64Array>;

interface Axis extends SubjectInput {
  /** Bounds of the elements. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

export class Space {
  readonly #axes: readonly Axis[];
  readonly #random: Draws;
  /** Inputs that a move leaves alone keep their values. */
  readonly #values = new WeakMap<Float64Array, Value>();

  constructor(inputs: readonly SubjectInput[], seed = 0) {
    this.#axes = inputs.map((input) => ({
      ...input,
      ...elementBounds(representable(input.box, input.node.dtype)),
    }));
    this.#random = new Draws(seed);
  }

  /** Inputs that can be moved by small steps. */
  get movable(): readonly Node[] {
    return this.#axes.filter(({ node, drawn }) => drawn.kind === "any" && isFloat(node.dtype)).map(({ node }) => node);
  }

  /** `choose` gives an element from its bounds alone; rows of examples are the first ones. */
  at(choose: (lo: number, hi: number) => number): Place {
    return this.#each(({ lo, hi, box, drawn }) => {
      if (drawn.kind === "rows") return firstRows(drawn.data, lo.length);
      return isUniform(box) ? new Float64Array(lo.length).fill(choose(lo[0]!, hi[0]!)) : chosen(lo, hi, choose);
    });
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
    return this.#each(({ lo, hi, drawn }) => {
      if (drawn.kind === "rows") return firstRows(drawn.data, lo.length);
      return chosen(lo, hi, (low, high) => {
        const t = Math.min(1, about + 1e-6 * this.#random.uniform());
        return low * (1 - t) + high * t;
      });
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

function chosen(lo: Float64Array, hi: Float64Array, choose: (lo: number, hi: number) => number): Float64Array {
  const result = new Float64Array(lo.length);
  for (let i = 0; i < result.length; i++) result[i] = choose(lo[i]!, hi[i]!);
  return result;
}

/** Elements lie between bounds that are numbers of the dtype, so that rounding does not take them out. */
function valueAt({ node: { dtype, shape }, drawn }: Axis, elements: Float64Array): Value {
  if (isFloat(dtype) && drawn.kind !== "whole") return toValue(dtype, shape, elements);
  return toValue(dtype, shape, elements.map(Math.round));
}

/** The box with its ends moved inward to numbers of the dtype. */
function representable(box: Box, dtype: DType): Box {
  const [up, down] = isFloat(dtype) ? roundersOf(dtype) : [Math.ceil, Math.floor];
  const [lo, hi] = [box.lo.map(up), box.hi.map(down)];
  // Between two neighbours there is no number of the dtype.
  for (let i = 0; i < lo.length; i++) if (lo[i]! > hi[i]!) [lo[i], hi[i]] = [hi[i]!, hi[i]!];
  return { ...box, lo, hi };
}

type Rounder = (x: number) => number;

function roundersOf(dtype: FloatType): readonly [Rounder, Rounder] {
  const up = (x: number): number => {
    const rounded = roundTo(x, dtype);
    return rounded < x ? nextUp(dtype, rounded) : rounded;
  };
  const down = (x: number): number => {
    const rounded = roundTo(x, dtype);
    return rounded > x ? nextDown(dtype, rounded) : rounded;
  };
  return [up, down];
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
