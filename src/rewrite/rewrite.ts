/** @file The driver: applies rules to a graph until none fits, in their order, and keeps where each node came from. */
import type { Graph } from "../graph/graph.ts";
import { mapGraph, nodesOf } from "../graph/graph.ts";
import type { Node, Site } from "../graph/node.ts";
import { derivedFrom } from "../graph/node.ts";
import type { OpDef } from "../graph/op.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { formatShape, sameShape } from "../util/shape.ts";
import { Interner, mergeEqual } from "./intern.ts";
import { type Bindings, match, rootOps } from "./pattern.ts";
import type { Rule } from "./rule.ts";

/** One application of a rule. */
export interface AppliedRewrite {
  readonly rule: string;
  readonly what: string;
  /** The user's line that the replaced node came from. */
  readonly site: Site | null;
  readonly before: Node;
  readonly after: Node;
}

export interface Rewritten {
  readonly graph: Graph;
  readonly applied: readonly AppliedRewrite[];
}

/** What a new node says about its making, given the rule's id. */
export type Provenance = (id: string) => string;

const rewrittenBy: Provenance = (id) => `rewritten by ${id}`;

/**
 * The graph with the rules applied to a fixpoint. Earlier rules go first: a rule is tried on the whole graph, and
 * after each that fits the search starts again at the first. Equal nodes are merged throughout.
 */
export function rewrite(graph: Graph, rules: readonly Rule[], provenance: Provenance = rewrittenBy): Rewritten {
  const applied: AppliedRewrite[] = [];
  const interner = new Interner();
  let current = mergeEqual(graph, interner);
  const limit = 100 + 20 * nodesOf(current).length;
  for (let rule = firstFitting(current, rules); rule; rule = firstFitting(current, rules)) {
    current = mapEverywhere(current, rule, { interner, provenance, applied });
    if (applied.length > limit)
      throw new Error(`rewriting does not end: ${rule.id} was the last of ${applied.length} steps`);
  }
  return { graph: current, applied };
}

const roots = new WeakMap<Rule, ReadonlySet<OpDef> | null>();

function rootsOf(rule: Rule): ReadonlySet<OpDef> | null {
  const known = roots.get(rule);
  if (known !== undefined) return known;
  const found = rootOps(rule.from);
  roots.set(rule, found);
  return found;
}

type Users = ReadonlyMap<Node, number>;

/** How many nodes and outputs use each node; counted only where a rule asks. */
function usersIn(graph: Graph, rules: readonly Rule[]): Map<Node, number> {
  const users = new Map<Node, number>();
  if (!rules.some(({ absorbs }) => absorbs)) return users;
  const count = (node: Node): Map<Node, number> => users.set(node, (users.get(node) ?? 0) + 1);
  for (const node of graph.outputs.values()) count(node);
  for (const node of nodesOf(graph)) new Set(node.inputs).forEach(count);
  return users;
}

function bindingsAt(rule: Rule, node: Node, users: Users): Bindings | null {
  const bindings = match(rule.from, node);
  if (!bindings || (rule.holds && !rule.holds(bindings))) return null;
  return rule.absorbs?.some((name) => (users.get(bindings.node(name)) ?? 0) > 1) ? null : bindings;
}

function firstFitting(graph: Graph, rules: readonly Rule[]): Rule | undefined {
  const nodes = nodesOf(graph);
  const users = usersIn(graph, rules);
  const byOp = new Map<OpDef, Node[]>();
  for (const node of nodes) {
    const list = byOp.get(node.op);
    if (list) list.push(node);
    else byOp.set(node.op, [node]);
  }
  return rules.find((rule) => {
    const ops = rootsOf(rule);
    const candidates = ops ? [...ops].flatMap((op) => byOp.get(op) ?? []) : nodes;
    return candidates.some((node) => bindingsAt(rule, node, users));
  });
}

interface Progress {
  /** One for the whole run, so that nodes seen before cost nothing. */
  readonly interner: Interner;
  readonly provenance: Provenance;
  readonly applied: AppliedRewrite[];
}

/** Applies one rule wherever it fits, inputs before users. */
function mapEverywhere(graph: Graph, rule: Rule, { interner, provenance, applied }: Progress): Graph {
  const ops = rootsOf(rule);
  const users = usersIn(graph, [rule]);
  const rewritten = mapGraph(graph, (rebuilt, original) => {
    const node = interner.intern(rebuilt);
    const bindings = !ops || ops.has(node.op) ? bindingsAt(rule, node, users) : null;
    const after = bindings
      ? derivedFrom(node, provenance(rule.id), () => ofSameType(rule, node, rule.to(bindings, node)))
      : node;
    if (bindings) applied.push({ rule: rule.id, what: rule.what, site: node.origin.site, before: node, after });
    users.set(after, (after === original ? 0 : (users.get(after) ?? 0)) + (users.get(original) ?? 0));
    return after;
  });
  return mergeEqual(rewritten, interner);
}

function ofSameType(rule: Rule, node: Node, replacement: Node): Node {
  const after = sameShape(replacement.shape, node.shape) ? replacement : broadcastTo(replacement, node.shape);
  if (after.dtype === node.dtype) return after;
  throw new Error(
    `${rule.id} replaced ${node.dtype}${formatShape(node.shape)} by ${after.dtype}${formatShape(after.shape)}`,
  );
}
