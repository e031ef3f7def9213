/** @file Hands cotangents from station to station and to parameters, with other values put in where a hypothesis asks. */
import { differentiate } from "../../autodiff/differentiate.ts";
import type { Value } from "../../graph/dtype.ts";
import { substitute, topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import { valuesOf } from "./evaluation.ts";
import { filled, sumOf } from "./numbers.ts";
import type { Station, Stations } from "./stations.ts";

/** Cotangents of stations by index. */
export type Cotangents = ReadonlyMap<number, Value>;

/** Other values for inputs of the graph: parameters or stand-ins. */
export type Instead = ReadonlyMap<Node, Value>;

const nothing: Instead = new Map();

export class Backward {
  readonly stations: Stations;
  readonly #seeds: ReadonlyMap<number, Node>;
  readonly #gradients = new Map<Node, Map<Node, Node | null>>();

  constructor(stations: Stations) {
    this.stations = stations;
    this.#seeds = new Map(
      stations.list.map(({ index, standIn }) => [index, input(`ct ${index}`, standIn.dtype, standIn.shape)]),
    );
  }

  /** The cotangent that later stations and the cost hand to a station. */
  toStation({ index, standIn }: Station, later: Cotangents, instead: Instead = nothing): Value {
    return this.#handed(standIn, this.#after(index), { later, instead, cost: this.stations.cost.stable });
  }

  /** The cotangent of `node`, a function of the station's value alone. */
  toFunction({ index }: Station, node: Node, later: Cotangents, instead: Instead = nothing): Value {
    const standIn = this.#standInFor(node);
    const replaced = new Map([[node, standIn]]);
    const consumers = this.#after(index).map((station) => ({
      ...station,
      expression: put(station.expression, replaced),
    }));
    const cost = put(this.stations.cost.recognised, replaced);
    const withValue = new Map(instead).set(standIn, this.value(node));
    return this.#handed(standIn, consumers, { later, instead: withValue, cost });
  }

  /** The gradient of a parameter, given the cotangents of the stations that use it. */
  toParameter(parameter: Node, cotangents: Cotangents, instead: Instead = nothing): Value {
    return this.#handed(parameter, this.stations.list, {
      later: cotangents,
      instead,
      cost: this.stations.cost.stable,
    });
  }

  /** The same with `node`, which a station is made from, replaced by another value. */
  toParameterWith(parameter: Node, cotangents: Cotangents, node: Node, value: Value): Value {
    const standIn = this.#standInFor(node);
    const replaced = new Map([[node, standIn]]);
    const consumers = this.stations.list.map((station) => ({
      ...station,
      expression: put(station.expression, replaced),
    }));
    return this.#handed(parameter, consumers, {
      later: cotangents,
      instead: new Map([[standIn, value]]),
      cost: this.stations.cost.stable,
    });
  }

  /** What reaches a parameter past all stations: a penalty on weights. */
  directly(parameter: Node): Value {
    return this.#handed(parameter, [], { later: new Map(), instead: nothing, cost: this.stations.cost.stable });
  }

  /** Whether a parameter reaches the cost not through this station alone. */
  isUsedElsewhere(parameter: Node, { index }: Station): boolean {
    const others = this.stations.list.filter((station) => station.index !== index).map(({ expression }) => expression);
    return topological([...others, this.stations.cost.stable]).includes(parameter);
  }

  /** A function of stand-ins, parameters and data. */
  value(node: Node): Value {
    return valuesOf([node], this.stations.feeds)[0]!;
  }

  readonly #standIns = new Map<Node, Node>();

  #standInFor(node: Node): Node {
    const known = this.#standIns.get(node) ?? input("", node.dtype, node.shape);
    this.#standIns.set(node, known);
    return known;
  }

  #after(index: number): Station[] {
    return this.stations.list.filter((station) => station.index > index);
  }

  #handed(
    wrt: Node,
    consumers: readonly Station[],
    { later, instead, cost }: { later: Cotangents; instead: Instead; cost: Node },
  ): Value {
    const feeds = new Map([...this.stations.feeds, ...instead]);
    const gradients: Node[] = [];
    for (const { index, expression } of consumers) {
      const cotangent = later.get(index);
      const seed = this.#seeds.get(index)!;
      const gradient = cotangent && this.#gradient(expression, wrt, seed);
      if (!gradient) continue;
      feeds.set(seed, cotangent);
      gradients.push(gradient);
    }
    const fromCost = this.#gradient(cost, wrt);
    if (fromCost) gradients.push(fromCost);
    return gradients.length > 0 ? sumOf(valuesOf(gradients, feeds)) : filled(wrt.shape, 0);
  }

  /** null where `of` does not depend on `wrt`. */
  #gradient(of: Node, wrt: Node, seed?: Node): Node | null {
    const known = this.#gradients.get(of) ?? new Map<Node, Node | null>();
    this.#gradients.set(of, known);
    const present = known.get(wrt);
    if (present !== undefined) return present;
    const depends = topological([of]).includes(wrt);
    const gradient = depends ? differentiate(of, [wrt], seed)[0]! : null;
    known.set(wrt, gradient);
    return gradient;
  }
}

/** The node itself where there is nothing to replace, so that it stays known. */
function put(node: Node, replaced: ReadonlyMap<Node, Node>): Node {
  return substitute([node], replaced)[0]!;
}
