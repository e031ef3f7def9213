/** @file The subject of a graph that a program traced itself: ranges by the names of its inputs. */
import { uniformBox } from "../graph/box.ts";
import { isFloat } from "../graph/dtype.ts";
import type { Graph } from "../graph/graph.ts";
import { stabilize } from "../rewrite/stabilize.ts";
import { UsageError } from "../util/errors.ts";
import { largestRange } from "./boxes.ts";
import { checkNames, type GivenRanges, noRanges } from "./given.ts";
import type { Subject, SubjectInput } from "./subject.ts";

export interface TracedGraph {
  readonly name: string;
  readonly graph: Graph;
  readonly ranges?: GivenRanges;
  /** Whether the program is compiled with the stability rewrites; then findings say which of them repairs. */
  readonly rewrites?: "on" | "off";
}

/** @throws DataError where a range names no input, UsageError where the loss names no output */
export function graphSubject({ name, graph, ranges = noRanges, rewrites = "off" }: TracedGraph): Subject {
  const inputs = graph.inputs.map((node): SubjectInput => {
    const input = (node.attrs as { readonly name: string }).name;
    const { lo, hi } = ranges.inputs[input] ?? largestRange(node.dtype);
    const drawn = { kind: isFloat(node.dtype) ? "any" : "whole" } as const;
    return { name: input, node, box: uniformBox(node.shape, { lo, hi, nan: false }), drawn };
  });
  const names = inputs.map((input) => input.name);
  checkNames(ranges, names, name);
  const without = names.filter((input) => !(input in ranges.inputs));
  const loss = lossOf(graph, ranges.loss, name);
  const floats = inputs.filter(({ node }) => isFloat(node.dtype));
  const weights = floats.filter((input) => ranges.inputs[input.name]?.role === "weight");
  const others = floats.filter((input) => ranges.inputs[input.name]?.role !== "label");
  return {
    name,
    graph,
    inputs,
    loss,
    weights: loss ? (weights.length > 0 ? weights : others).map(({ node }) => node) : [],
    imported: null,
    compiled: rewrites === "on" ? stabilize(graph) : null,
    stated: without.length > 0 ? [`no range is stated for ${without.join(", ")}: any finite number`] : [],
  };
}

function lossOf({ outputs }: Graph, named: string | null, where: string): Subject["loss"] {
  if (named !== null) {
    const node = outputs.get(named);
    if (node) return { name: named, node };
    throw new UsageError(`The loss "${named}" is no output of the graph`, {
      where,
      found: `the outputs are ${[...outputs.keys()].join(", ")}`,
    });
  }
  const scalars = [...outputs].filter(([, { shape, dtype }]) => shape.length === 0 && isFloat(dtype));
  const [only] = scalars;
  return scalars.length === 1 && only ? { name: only[0], node: only[1] } : null;
}
