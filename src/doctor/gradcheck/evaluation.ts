/** @file The true and the written gradients of a program at one point, in float64. */
import { compile } from "../../compile.ts";
import { evaluate } from "../../engine/reference/evaluate.ts";
import type { Value } from "../../graph/dtype.ts";
import { topological } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import { rewrites } from "../../rewrite/stability/index.ts";
import { allFinite } from "./numbers.ts";
import type { Program } from "./program.ts";

export type Values = ReadonlyMap<string, Value>;

/** A program with its rewrites applied and differentiated. */
export interface Differentiated {
  readonly program: Program;
  /** The cost that is differentiated: with rewrites, so that it overflows nowhere. */
  readonly cost: Node;
  /** In the parameters' order. */
  readonly gradients: readonly Node[];
  /** Whether a rewrite left a guard out, log(a + 1e-8), so that the cost is not the same real number as it is written. */
  readonly leavesGuardsOut: boolean;
}

export interface Gradients {
  readonly feeds: ReadonlyMap<Node, Value>;
  readonly cost: number;
  readonly truth: Values;
  /** As the program computes it, literally; null where it returned nothing. */
  readonly written: ReadonlyMap<string, Value | null>;
  /** Values of the graph of the written gradients. */
  readonly writtenNodes: ReadonlyMap<Node, Value>;
}

/** In float64, whatever the nodes' own dtype. */
export const valuesOf = (nodes: readonly Node[], feeds: ReadonlyMap<Node, Value>): Value[] =>
  evaluate(nodes, feeds, { precision: "float64" });

/** Values of all nodes below `nodes`. */
export function allValues(nodes: readonly Node[], feeds: ReadonlyMap<Node, Value>): Map<Node, Value> {
  const members = new Set(topological(nodes));
  const values = new Map<Node, Value>();
  const observe = (node: Node, value: Value): void => {
    if (members.has(node)) values.set(node, value);
  };
  evaluate(nodes, feeds, { precision: "float64", observe });
  return values;
}

const guardless: ReadonlySet<string> = new Set(
  rewrites.filter(({ equality }) => equality === "guard-inactive").map(({ id }) => id),
);

const gradientName = (i: number): string => `gradient ${i}`;

export function differentiated(program: Program, how: "on" | "off" = "on"): Differentiated {
  const { graph, applied } = compile({
    inputs: program.inputs,
    outputs: new Map([["cost", program.cost]]),
    rewrites: how,
    gradient: {
      of: "cost",
      parameters: [...program.parameters.values()],
      finish: (gradients) => new Map(gradients.map((node, i) => [gradientName(i), node])),
    },
  });
  const gradients = [...program.parameters].map((_, i) => graph.outputs.get(gradientName(i))!);
  const leavesGuardsOut = applied.some(({ rule }) => guardless.has(rule));
  return { program, cost: graph.outputs.get("cost")!, gradients, leavesGuardsOut };
}

export function feedsAt({ data, parameters }: Program, point: Values): Map<Node, Value> {
  return new Map([...data, ...[...parameters].map(([name, node]): [Node, Value] => [node, point.get(name)!])]);
}

export function trueGradients({ program, cost, gradients }: Differentiated, point: Values): [number, Values] {
  const [value, ...rest] = valuesOf([cost, ...gradients], feedsAt(program, point));
  return [value!.data[0]!, new Map([...program.parameters.keys()].map((name, i) => [name, rest[i]!]))];
}

export function gradientsAt(compiled: Differentiated, point: Values): Gradients {
  const { program } = compiled;
  const feeds = feedsAt(program, point);
  const [cost, truth] = trueGradients(compiled, point);
  const nodes = [...program.written.values()].filter((node) => node !== null);
  const writtenNodes = allValues(nodes, feeds);
  const written = new Map([...program.written].map(([name, node]) => [name, node && writtenNodes.get(node)!]));
  return { feeds, cost, truth, written, writtenNodes };
}

export const allAreFinite = ({ truth, written }: Gradients): boolean =>
  [...truth.values(), ...written.values()].every((value) => value === null || allFinite(value));
