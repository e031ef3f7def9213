/** @file A layer as mistakes see it: its sum, its activations with their cotangents, the weights above it. */
import type { Value } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { activationName } from "./activationNames.ts";
import type { Backward, Cotangents } from "./backward.ts";
import { valuesOf } from "./evaluation.ts";
import type { Activation, LayerView, Named, Through, Weights } from "./mistakes/_mistake.ts";
import { deviation, filled, inShape, multipleOf, numbers } from "./numbers.ts";
import { functionsOf, type Station } from "./stations.ts";
import type { Suspects } from "./suspects.ts";

/** A function of a station's value alone. */
interface Applied {
  readonly node: Node;
  readonly name: string;
  /** In the shape of the station's value. */
  readonly value: Value;
}

/** A value of the forward pass. */
export interface Quantity extends Named {
  readonly node: Node;
  /** The layer that it is made from alone; 0 for the inputs. */
  readonly layer: number;
}

export class LayerViews {
  readonly #suspects: Suspects;
  readonly #backward: Backward;
  readonly #functions = new Map<number, readonly Applied[]>();
  #quantities: readonly Quantity[] | null = null;

  constructor(suspects: Suspects, backward: Backward) {
    this.#suspects = suspects;
    this.#backward = backward;
  }

  view(station: Station, taken: Cotangents): LayerView {
    const { list } = this.#backward.stations;
    const { index, value } = station;
    const cotangent = taken.get(index)!;
    const targets = this.#targets(station);
    return {
      index,
      of: list.length,
      z: value,
      cotangent,
      activations: this.#activations(station, taken),
      targets,
      exampleAxis: this.#exampleAxis(value),
      alike: this.quantities().flatMap(({ name, node, value: other }) => {
        const turned = node === station.standIn ? null : inShape(other, value.shape);
        return turned ? [{ name, value: turned }] : [];
      }),
      weightsAbove: this.#weightsAbove(station),
      through: (weights, other) => this.#through(station, taken, weights, other),
    };
  }

  /** The inputs, each layer's sum and what is made from it alone. */
  quantities(): readonly Quantity[] {
    this.#quantities ??= this.#findQuantities();
    return this.#quantities;
  }

  #findQuantities(): Quantity[] {
    const { program } = this.#suspects;
    const { list, feeds } = this.#backward.stations;
    const [x] = valuesOf([program.x], feeds);
    return [
      { name: "x", node: program.x, value: x!, layer: 0 },
      ...list.flatMap((station): Quantity[] => [
        { name: `z of layer ${station.index}`, node: station.standIn, value: station.value, layer: station.index },
        ...this.#functionsOf(station).map(({ node, name }) => ({
          name: `${name}(z) of layer ${station.index}`,
          node,
          value: this.#backward.value(node),
          layer: station.index,
        })),
      ]),
    ];
  }

  /** In order; one that does nothing, such as a clip that limits nothing, is left out. */
  #functionsOf(station: Station): readonly Applied[] {
    const known = this.#functions.get(station.index);
    if (known) return known;
    const { value: z } = station;
    const axis = this.#exampleAxis(z);
    const found = functionsOf(this.#backward.stations, station).flatMap((node): Applied[] => {
      const value = inShape(this.#backward.value(node), z.shape);
      return value ? [{ node, value, name: activationName(node, z, value, axis) }] : [];
    });
    const functions = found.filter(({ value }, i) =>
      [z, ...found.slice(0, i).map((each) => each.value)].every((before) => deviation(value, before) > 0),
    );
    this.#functions.set(station.index, functions);
    return functions;
  }

  #activations(station: Station, taken: Cotangents): Activation[] {
    return this.#functionsOf(station).flatMap(({ node, name, value }): Activation[] => {
      const cotangent = inShape(this.#backward.toFunction(station, node, taken), value.shape);
      return cotangent ? [{ name, value, cotangent }] : [];
    });
  }

  #through(station: Station, taken: Cotangents, { name }: Weights, value: Value): Through[] {
    const instead = new Map([[this.#suspects.program.parameters.get(name)!, value]]);
    const whole = this.#backward.toStation(station, taken, instead);
    const partial = this.#functionsOf(station).flatMap(({ node, name: without }): Through[] => {
      const cotangent = inShape(this.#backward.toFunction(station, node, taken, instead), station.value.shape);
      if (!cotangent || multipleOf(cotangent, whole) !== null) return [];
      return [{ cotangent, without }];
    });
    return [{ cotangent: whole, without: null }, ...partial];
  }

  /** Matrices in the layers that are made from this one. */
  #weightsAbove({ index, standIn }: Station): Weights[] {
    const { program, point, gradients } = this.#suspects;
    const { list } = this.#backward.stations;
    const above = new Set(
      list
        .filter((later) => later.index > index)
        .flatMap(({ expression }) => {
          const nodes = topological([expression]);
          return nodes.includes(standIn) ? nodes : [];
        }),
    );
    return [...program.parameters].flatMap(([name, node]): Weights[] => {
      const value = point.get(name)!;
      if (!above.has(node) || value.shape.filter((d) => d > 1).length < 2) return [];
      const written = gradients.written.get(name);
      return [{ name, value, written: (written && inShape(written, value.shape)) ?? null }];
    });
  }

  #exampleAxis({ shape }: Value): number | null {
    const axes = shape.flatMap((d, axis) => (d === this.#suspects.program.sample.m ? [axis] : []));
    return axes.length === 1 ? axes[0]! : null;
  }

  /** Labels as one-hot rows where z has one number a class. */
  #targets(station: Station): Value | null {
    const { list, feeds, cost } = this.#backward.stations;
    if (station.index !== list.length || !topological([cost.recognised]).includes(station.standIn)) return null;
    const { program } = this.#suspects;
    const [y] = valuesOf([program.y], feeds);
    const { shape } = station.value;
    if (y!.dtype !== "int32") return inShape(y!, shape);
    const { m } = program.sample;
    const classes = station.value.data.length / m;
    const hot = filled([m, classes], 0).data.map((_, i) => (y!.data[Math.floor(i / classes)] === i % classes ? 1 : 0));
    return inShape(numbers([m, classes], hot), shape);
  }
}
