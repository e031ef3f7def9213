/** @file From dz of a layer to the gradient of one of its parameters, with a quick test that spares most of the products. */
import type { Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import type { Backward, Cotangents } from "./backward.ts";
import { valuesOf } from "./evaluation.ts";
import { deviation, difference, dot, isZero, multipleOf, numbers, times, zipNumbers } from "./numbers.ts";
import type { Station } from "./stations.ts";

/** Random directions of a quick test: two gradients that agree along four are the same but by a miracle. */
const directions = 4;

/** Sums over a direction round to about 1e-13 of their size; other gradients differ by far more than this. */
const quickBelow = 1e-5;

/** r of ±1 in the parameter's shape, and A r, the change of z when the parameter moves by r. */
interface Direction {
  readonly r: Value;
  readonly dz: Value;
}

export class Pullback {
  readonly #backward: Backward;
  readonly #parameter: Node;
  readonly #station: Station;
  readonly #taken: Cotangents;
  #directions: readonly Direction[] | null | undefined;
  #along: { readonly gradient: Value; readonly sums: readonly number[] } | null = null;

  constructor(backward: Backward, parameter: Node, station: Station, taken: Cotangents) {
    this.#backward = backward;
    this.#parameter = parameter;
    this.#station = station;
    this.#taken = taken;
  }

  /** The parameter's gradient, given this cotangent of its layer. */
  gradientFrom(cotangent: Value): Value {
    return this.#backward.toParameter(this.#parameter, new Map(this.#taken).set(this.#station.index, cotangent));
  }

  /** The factor by which `gradient` is a multiple of what the cotangent gives; null where it is none. */
  factorOf(gradient: Value, cotangent: Value): number | null {
    return this.#mayGive(gradient, cotangent) ? multipleOf(gradient, this.gradientFrom(cotangent)) : null;
  }

  /** By ⟨r, Aᵀ ct⟩ = ⟨A r, ct⟩. */
  #mayGive(gradient: Value, cotangent: Value): boolean {
    if (this.#directions === undefined) this.#directions = this.#findDirections();
    if (this.#directions === null) return true;
    if (this.#along?.gradient !== gradient) {
      this.#along = { gradient, sums: this.#directions.map(({ r }) => dot(r, gradient)) };
    }
    const written = numbers([directions], this.#along.sums);
    const given = numbers(
      [directions],
      this.#directions.map(({ dz }) => dot(dz, cotangent)),
    );
    const [aa, ab, bb] = [dot(written, written), dot(written, given), dot(given, given)];
    return !(aa * bb - ab * ab > quickBelow * quickBelow * aa * bb);
  }

  /** null where the layer is not linear in the parameter, or the parameter takes part elsewhere too. */
  #findDirections(): Direction[] | null {
    const { value } = this.#station;
    const at = this.#backward.stations.feeds.get(this.#parameter)!;
    if (this.#backward.isUsedElsewhere(this.#parameter, this.#station)) return null;
    const change = (step: Value): Value => {
      const moved = new Map(this.#backward.stations.feeds).set(
        this.#parameter,
        zipNumbers(at, step, (x, d) => x + d),
      );
      return difference(valuesOf([this.#station.expression], moved)[0]!, value);
    };
    const found = Array.from({ length: directions }, (_, k): Direction => {
      const r = signs(at, k + 1);
      return { r, dz: change(r) };
    });
    const [{ r, dz }] = found as [Direction];
    const isLinear = !isZero(dz) && deviation(change(times(r, 2)), times(dz, 2)) < 1e-9;
    return isLinear ? found : null;
  }
}

/** Signs by a linear congruential generator: they need no quality, and are many. */
function signs(like: Value, seed: number): Value {
  const data = new Float64Array(like.data.length);
  let state = Math.imul(seed, 0x9e3779b9);
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    data[i] = state < 0 ? -1 : 1;
  }
  return numbers(like.shape, data);
}
