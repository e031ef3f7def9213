/** @file Gathers what mistakes are tested against: the layer, its activations, its weights above, what was written. */
import type { Value } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Site } from "../../graph/node.ts";
import { sameShape } from "../../util/shape.ts";
import type { Backward, Cotangents } from "./backward.ts";
import { describeFactor, nameFactor } from "./factor.ts";
import { LayerViews } from "./layerView.ts";
import {
  isTelling,
  type Judged,
  type MistakeContext,
  type Multiple,
  type Named,
  type OtherOperand,
  type WrittenCotangent,
} from "./mistakes/_mistake.ts";
import { deviation, inShape, isZero, multipleOf, sameBelow, times } from "./numbers.ts";
import { Pullback } from "./pullback.ts";
import type { Station } from "./stations.ts";
import type { Suspects } from "./suspects.ts";

/** A tensor of the written backward pass, in the shape of a layer's dz, from which a gradient was made. */
interface Source {
  readonly value: Value;
  /** written = factor · the gradient from the tensor */
  readonly factor: number;
}

/** A line of the program that forms a multiple of a cotangent. */
export interface Place {
  readonly site: Site;
  readonly factor: number;
}

export class ContextMaker {
  readonly #suspects: Suspects;
  readonly #backward: Backward;
  readonly #views: LayerViews;

  constructor(suspects: Suspects, backward: Backward) {
    this.#suspects = suspects;
    this.#backward = backward;
    this.#views = new LayerViews(suspects, backward);
  }

  make(name: string, station: Station | null, taken: Cotangents): MistakeContext {
    const { program, point, gradients, counts } = this.#suspects;
    const parameter = program.parameters.get(name)!;
    const written = gradients.written.get(name)!;
    const expected = this.#backward.toParameter(parameter, taken);
    const layer = station && this.#views.view(station, taken);
    const penalty = this.#backward.directly(parameter);
    const pullback = station && new Pullback(this.#backward, parameter, station, taken);
    const source = once(() => pullback && this.#source(name, station, pullback));
    const context: MistakeContext = {
      name,
      value: point.get(name)!,
      written,
      expected,
      truth: gradients.truth.get(name)!,
      counts,
      layer,
      penalty: isZero(penalty) ? null : penalty,
      siblings: this.#siblings(name),
      parameters: [...point].map(([each, value]) => ({ name: each, value })),
      gradientFrom: (cotangent) => pullback!.gradientFrom(cotangent),
      otherOperands: () => (station ? this.#otherOperands(name, station, taken) : []),
      writtenCotangent: once(() => scaledBack(source())),
      factorFrom: (cotangent) => (pullback ? factorFrom(written, expected, cotangent, source, pullback) : null),
      multiple: once(() => this.#multiple(name, expected)),
      judge: (factor) => this.#judge(factor, expected),
    };
    return context;
  }

  /** Where the program forms a multiple of this value first. */
  placeOf(cotangent: Value): Place | null {
    for (const [node, value] of this.#suspects.gradients.writtenNodes) {
      const { site } = node.origin;
      const turned = isFloat(node.dtype) && site ? inShape(value, cotangent.shape) : null;
      const factor = turned && multipleOf(turned, cotangent);
      if (site && factor) return { site, factor };
    }
    return null;
  }

  #source(name: string, station: Station, pullback: Pullback): Source | null {
    const { written, writtenNodes, truth } = this.#suspects.gradients;
    const gradient = written.get(name);
    if (!gradient || !isTelling(truth.get(name)!) || !sameShape(gradient.shape, truth.get(name)!.shape)) return null;
    for (const [node, value] of writtenNodes) {
      const turned = isFloat(node.dtype) && node.inputs.length > 0 ? inShape(value, station.value.shape) : null;
      const factor = turned && pullback.factorOf(gradient, turned);
      if (turned && factor !== null) return { value: turned, factor };
    }
    return null;
  }

  #siblings(name: string): Named[] {
    const { truth } = this.#suspects.gradients;
    const { shape } = truth.get(name)!;
    return [...truth].flatMap(([other, value]) =>
      other !== name && sameShape(value.shape, shape) ? [{ name: other, value }] : [],
    );
  }

  /** What the parameter may have been multiplied by instead, for each quantity that its layer is made from. */
  *#otherOperands(name: string, station: Station, taken: Cotangents): Generator<OtherOperand> {
    const parameter = this.#suspects.program.parameters.get(name)!;
    const inLayer = new Set(topological([station.expression]));
    const all = this.#views.quantities();
    const inside = all.filter(({ node }) => inLayer.has(node));
    // the last that is made from a layer is what goes on to the next
    const operands = inside.filter(({ layer }, i) => inside[i + 1]?.layer !== layer);
    for (const { node, name: wanted } of operands) {
      for (const { node: other, name: used, value } of all) {
        const turned = other === node ? null : inShape(value, node.shape);
        if (!turned) continue;
        yield { wanted, used, gradient: this.#backward.toParameterWith(parameter, taken, node, turned) };
      }
    }
  }

  #multiple(name: string, expected: Value): Multiple | null {
    const written = this.#suspects.gradients.written.get(name);
    if (!written || !sameShape(written.shape, expected.shape)) return null;
    const factor = multipleOf(written, expected);
    if (factor === null) return null;
    const isTrue = deviation(expected, this.#suspects.gradients.truth.get(name)!) < sameBelow;
    return { factor, other: isTrue ? this.#suspects.elsewhere(name) : null };
  }

  #judge(factor: number, expected: Value): Judged {
    const { counts } = this.#suspects;
    const telling = isTelling(expected);
    const flipped = factor < 0 ? ", and its sign is flipped" : "";
    if (Math.abs(Math.abs(factor) - 1) < sameBelow) {
      return { score: flipped ? (telling ? 0.97 : 0.5) : telling ? 1 : 0.9, besides: flipped };
    }
    const named = nameFactor(factor, null, counts, expected.shape);
    const [known, odd] = telling ? [0.95, 0.6] : [0.4, 0];
    return {
      score: named.reason === null ? odd : known,
      besides: `${flipped}, and it is ${describeFactor(factor, named, counts)}`,
    };
  }
}

/** Through the tensor that the gradient was made from, where there is one: dz is compared, which is small. */
function factorFrom(
  written: Value | null,
  expected: Value,
  cotangent: Value,
  source: () => Source | null,
  pullback: Pullback,
): number | null {
  if (!written || !sameShape(written.shape, expected.shape)) return null;
  const made = source();
  if (!made) return pullback.factorOf(written, cotangent);
  const factor = multipleOf(made.value, cotangent);
  return factor === null ? null : factor * made.factor;
}

/** dz as it would have to be for the gradient to be formed from it in the right way. */
const scaledBack = (source: Source | null): WrittenCotangent | null =>
  source && { value: times(source.value, source.factor), scale: source.factor };

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
