/** @file analyse: what every value of a graph may be, and where it can leave the finite numbers. */
import { type Box, hullOf } from "../graph/box.ts";
import { isFloat, type Value } from "../graph/dtype.ts";
import { type Graph, nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { Range } from "../graph/op.ts";
import { floatLimits } from "../util/float.ts";
import { isDiscarded, type Rerun, usesOf } from "./discarded.ts";
import type { FollowingEvent, RangeEvent } from "./event.ts";
import { again, copyVisit, factsOf, type Given, newPass, type Pass, visit } from "./pass.ts";

export interface AnalyseOptions {
  /** Subnormal numbers are flushed to zero: then no event is `flushOnly`. Left out, they are kept. */
  readonly flushToZero?: boolean;
  /** Nodes whose use of a value counts where an event is discarded; all when left out. A gradient is no such use. */
  readonly users?: ReadonlySet<Node>;
}

export interface Analysis {
  /** Every node of the graph, operands before users. */
  readonly nodes: readonly Node[];
  /** What the elements of the node may be, cell by cell; after an event, what is left of it without it. */
  box(node: Node): Box;
  range(node: Node): Range;
  /** The elements of a node that is computed from constants alone, where they are known exactly. */
  constant(node: Node): Value | null;
  /** In the order of the nodes. */
  readonly events: readonly RangeEvent[];
  /** Events that only follow from an earlier one, or from an op of which nothing is known. */
  readonly following: readonly FollowingEvent[];
  /** Nodes whose op says nothing about its results. */
  readonly unknown: readonly Node[];
  /** No event and nothing unknown: for all inputs in the ranges every value is finite. */
  readonly safe: boolean;
}

/**
 * Boxes and events of a graph, given what its inputs may be: a range for all elements or a box. An input without one
 * may be any finite number of its dtype.
 */
export function analyse(graph: Graph, given: Given, options: AnalyseOptions = {}): Analysis {
  const { flushToZero = false, users } = options;
  const nodes = nodesOf(graph);
  const inputs = new Set(graph.inputs);
  const pass = run(nodes, inputs, given, flushToZero);
  const flushed = flushToZero ? null : runFlushed(nodes, inputs, given, pass);
  const order = new Map(nodes.map((node, i) => [node, i]));
  const uses = usesOf(users ? nodes.filter((node) => users.has(node)) : nodes, graph);
  const seen = (events: readonly RangeEvent[], of: Pass): RangeEvent[] =>
    events.map((event) => (isDiscarded(event, uses, rerunOf(of)) ? { ...event, discarded: true } : event));
  const events = [...seen(pass.events, pass), ...(flushed ? seen(onlyFlushed(pass, flushed), flushed) : [])].sort(
    (a, b) => order.get(a.node)! - order.get(b.node)!,
  );
  const box = (node: Node): Box => {
    const found = pass.boxes.get(node);
    if (!found) throw new Error(`node ${node.id} (${node.op.name}) is not in the analysed graph`);
    return found;
  };
  return {
    nodes,
    box,
    range: (node) => hullOf(box(node)),
    constant: (node) => pass.values.get(node) ?? null,
    events,
    following: pass.following,
    unknown: [...pass.unknown],
    safe: events.length === 0 && pass.following.length === 0 && pass.unknown.size === 0,
  };
}

function run(nodes: readonly Node[], inputs: ReadonlySet<Node>, given: Given, flushToZero: boolean): Pass {
  const pass = newPass(flushToZero);
  for (const node of nodes) visit(node, given, inputs, pass);
  return pass;
}

/** The pass with subnormals flushed; of what they cannot reach the boxes of the other pass stay. */
function runFlushed(nodes: readonly Node[], inputs: ReadonlySet<Node>, given: Given, kept: Pass): Pass {
  const pass = newPass(true);
  for (const node of nodes) {
    const reached =
      isNearSubnormal(node, kept) || node.inputs.some((input) => pass.boxes.get(input) !== kept.boxes.get(input));
    if (reached) visit(node, given, inputs, pass);
    else copyVisit(node, kept, pass);
  }
  return pass;
}

/** Sums of fewer products than this are moved by flushed products no further than to this many normal numbers. */
const manyProducts = 2 ** 24;

/** Whether a bound lies where flushing could move it. */
function isNearSubnormal(node: Node, { boxes }: Pass): boolean {
  if (!isFloat(node.dtype)) return false;
  const near = manyProducts * floatLimits[node.dtype].minNormal;
  const { lo, hi } = boxes.get(node)!;
  return lo.some((x) => x > 0 && x < near) || hi.some((x) => x < 0 && x > -near);
}

const keyOf = ({ node, kind, hazard }: RangeEvent): string => `${node.id} ${kind} ${hazard?.what ?? ""}`;

/** The events of the flushed pass that the other one does not have. */
function onlyFlushed(pass: Pass, flushed: Pass): RangeEvent[] {
  const known = new Set([...pass.events, ...pass.following].map(keyOf));
  return flushed.events.filter((event) => !known.has(keyOf(event))).map((event) => ({ ...event, flushOnly: true }));
}

const rerunOf = (pass: Pass): Rerun => ({
  ...factsOf(pass),
  again: (node, operands) => again(node, operands, pass),
});
