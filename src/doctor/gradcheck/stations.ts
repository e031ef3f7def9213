/**
 * @file Cuts the cost into layers: each ends at a *station*, the sum in which parameters meet data before a function is
 * applied to it (z = W a + b). Cotangents are handed from station to station, from the cost downwards.
 */
import type { Value } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import { substitute, topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { uniformConstant } from "../../ops/constant.ts";
import { input } from "../../ops/input.ts";
import { rewrites } from "../../rewrite/stability/index.ts";
import { stabilize } from "../../rewrite/stabilize.ts";
import { sizeOf } from "../../util/shape.ts";
import { allValues, feedsAt, type Values } from "./evaluation.ts";
import type { Program } from "./program.ts";

export interface Station {
  /** 1 is nearest to the inputs. */
  readonly index: number;
  /** Stands for the station's value in what follows it. */
  readonly standIn: Node;
  /** Made from earlier stations' stand-ins, parameters and data. */
  readonly expression: Node;
  readonly value: Value;
}

export interface Stations {
  readonly list: readonly Station[];
  /** The cost made from stand-ins: with softmax and sigmoid recognised, and with all rewrites. */
  readonly cost: { readonly recognised: Node; readonly stable: Node };
  /** Parameter → index of its station nearest to the inputs; 0 where it meets no data on its way to the cost. */
  readonly stationOf: ReadonlyMap<string, number>;
  /** Values of parameters, data and stand-ins. */
  readonly feeds: ReadonlyMap<Node, Value>;
}

/** Rules that put an op in the place of a formula and change nothing else. */
const recognisers: ReadonlySet<string> = new Set([
  "softmax-by-hand",
  "softmax-of-shifted",
  "softmax-renormalised",
  "sigmoid-by-hand",
]);
const recognising = rewrites.filter(({ id }) => recognisers.has(id));

export function cutIntoStations(program: Program, point: Values): Stations {
  const { inputs, parameters, data } = program;
  const recognised = stabilize({ inputs, outputs: new Map([["cost", program.cost]]) }, { rules: recognising });
  const cost = recognised.graph.outputs.get("cost")!;
  const graph = new CostGraph(cost, new Set(data.keys()), new Set(parameters.values()));
  const places = new Map([...parameters].map(([name, node]) => [name, graph.placesOf(node)]));
  const found = new Set([...places.values()].flat());
  const nodes = graph.order.filter((node) => found.has(node));
  const values = allValues([cost], feedsAt(program, point));
  const standIns = new Map(nodes.map((node, i) => [node, input(`z${i + 1}`, node.dtype, node.shape) as Node]));
  const list = nodes.map((node, i): Station => {
    const others = new Map(standIns);
    others.delete(node);
    const [expression] = substitute([node], others);
    return { index: i + 1, standIn: standIns.get(node)!, expression: expression!, value: values.get(node)! };
  });
  const [rest] = substitute([cost], standIns);
  const stable = stabilize({ inputs: [...inputs, ...standIns.values()], outputs: new Map([["cost", rest!]]) });
  const feeds = new Map(feedsAt(program, point));
  for (const { standIn, value } of list) feeds.set(standIn, value);
  const indexOf = (node: Node): number => nodes.indexOf(node) + 1;
  return {
    list,
    cost: { recognised: rest!, stable: stable.graph.outputs.get("cost")! },
    stationOf: new Map([...places].map(([name, at]) => [name, Math.min(...(at.length > 0 ? at.map(indexOf) : [0]))])),
    feeds,
  };
}

/** Ops that may stand between a product and the bias that is added to it. */
const movesOnly: ReadonlySet<string> = new Set(["transpose", "reshape", "cast", "neg", "broadcastTo"]);

class CostGraph {
  readonly order: readonly Node[];
  readonly #users = new Map<Node, Node[]>();
  readonly #fromData: ReadonlySet<Node>;
  readonly #fromParameters: ReadonlySet<Node>;

  constructor(cost: Node, data: ReadonlySet<Node>, parameters: ReadonlySet<Node>) {
    this.order = topological([cost]);
    for (const node of this.order) {
      for (const x of new Set(node.inputs)) this.#users.set(x, [...(this.#users.get(x) ?? []), node]);
    }
    this.#fromData = dependents(this.order, data);
    this.#fromParameters = dependents(this.order, parameters);
  }

  /** The sums in which a parameter meets data first. */
  placesOf(parameter: Node): Node[] {
    const meetings = new Set<Node>();
    const reached = new Set([parameter]);
    for (const node of reached) {
      for (const user of this.#users.get(node) ?? []) {
        if (!this.#fromData.has(user)) reached.add(user);
        else if (sizeOf(user.shape) > 1) meetings.add(this.#sumAround(user));
      }
    }
    return [...meetings];
  }

  /** Goes on from a product through additions of what depends on parameters. */
  #sumAround(product: Node): Node {
    let [sum, node] = [product, product];
    for (;;) {
      const users = this.#users.get(node) ?? [];
      const user = users[0];
      if (users.length !== 1 || !user) return sum;
      const other = user.inputs.find((x) => x !== node);
      if ((user.op.name === "add" || user.op.name === "sub") && other && this.#fromParameters.has(other)) sum = user;
      else if (!movesOnly.has(user.op.name) && !isScaling(user)) return sum;
      node = user;
    }
  }
}

const isScaling = ({ op, inputs }: Node): boolean =>
  (op.name === "mul" || op.name === "div") && inputs.some((x) => uniformConstant(x) !== null);

/** The sources and everything made from them. */
function dependents(order: readonly Node[], sources: ReadonlySet<Node>): Set<Node> {
  const result = new Set<Node>();
  for (const node of order) if (sources.has(node) || node.inputs.some((x) => result.has(x))) result.add(node);
  return result;
}

/** What follows a station and is a function of its value alone, of as many elements, in order: activations. */
export function functionsOf({ list, cost }: Stations, { standIn }: Station): Node[] {
  const order = topological([...list.map(({ expression }) => expression), cost.recognised]);
  const reached = dependents(order, new Set([standIn]));
  const alone = new Set<Node>([standIn]);
  for (const node of order) {
    const isConstant = node.inputs.length === 0 && node.op.name === "constant";
    if (isConstant || (node.inputs.length > 0 && node.inputs.every((x) => alone.has(x)))) alone.add(node);
  }
  const size = sizeOf(standIn.shape);
  return order.filter(
    (node) =>
      node !== standIn && alone.has(node) && reached.has(node) && isFloat(node.dtype) && sizeOf(node.shape) === size,
  );
}
