/** @file Reverse-mode differentiation: walks a graph backwards asking each op for its vjp; names no op but add and zero. */
import { substitute, topological } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { derivedFrom } from "../graph/node.ts";
import { isAbsent, type OpDef } from "../graph/op.ts";
import { add } from "../ops/add.ts";
import { broadcastTo } from "../ops/broadcastTo.ts";
import { constantLike } from "../ops/constant.ts";
import { input } from "../ops/input.ts";
import { UsageError } from "../util/errors.ts";
import { formatShape, sameShape } from "../util/shape.ts";

/** For those who look at gradients instead of computing with them. */
export interface GradientHooks {
  /** What stands for the cotangent of an input where an op has no gradient; null for none. */
  missing(node: Node, input: Node): Node | null;
  /** Sees each node's cotangents of its inputs. */
  visit(node: Node, contributions: readonly (Node | null)[]): void;
}

/**
 * Gradients of `output` with respect to each node of `wrt`, as new nodes of the same graph (so they can be
 * differentiated again).
 *
 * @param seed cotangent of `output`, of its shape; 1 when left out, and then `output` must be a scalar
 * @throws UsageError where `output` is no scalar and has no seed, or an op on the way has no gradient (unless `hooks`
 * say what stands for it)
 */
export function differentiate(output: Node, wrt: readonly Node[], seed?: Node, hooks?: GradientHooks): Node[] {
  if (!seed && output.shape.length > 0) {
    throw new UsageError(`only a scalar can be differentiated, and this value has shape ${formatShape(output.shape)}`, {
      help: "sum or average it first",
    });
  }
  const order = topological([output]);
  const relevant = dependents(order, new Set(wrt));
  const cotangents = new Map<Node, Node>([[output, seed ?? constantLike(output, 1)]]);
  for (const node of order.toReversed()) {
    const ct = cotangents.get(node);
    if (!ct || !relevant.has(node) || node.inputs.length === 0) continue;
    const contributions = derivedFrom(node, `gradient of ${node.op.name}`, () => vjpOf(node, ct, hooks));
    hooks?.visit(node, contributions);
    node.inputs.forEach((input, i) => {
      const contribution = contributions[i];
      if (contribution && relevant.has(input)) accumulate(cotangents, input, contribution);
    });
  }
  return wrt.map((node) => cotangents.get(node) ?? broadcastTo(constantLike(node, 0), node.shape));
}

function accumulate(cotangents: Map<Node, Node>, node: Node, contribution: Node): void {
  if (!sameShape(contribution.shape, node.shape)) {
    throw new Error(
      `vjp gave ${formatShape(contribution.shape)} for an input of ${formatShape(node.shape)} (${contribution.origin.via.at(-1)})`,
    );
  }
  const present = cotangents.get(node);
  cotangents.set(node, present ? derivedFrom(node, "gradient sum", () => add(present, contribution)) : contribution);
}

/** The vjp of the node's op; a composite without its own is differentiated through its body. */
function vjpOf(node: Node, ct: Node, hooks?: GradientHooks): readonly (Node | null)[] {
  const { vjp, body } = node.op;
  if (!isAbsent(vjp)) return vjp(ct, node);
  if (body) return vjpThroughBody(node, body, ct);
  if (hooks) return node.inputs.map((x) => hooks.missing(node, x));
  throw new UsageError(`${node.op.name} has no gradient: ${vjp.absent}`, {
    help: "keep it out of the path from the parameters to the cost",
  });
}

/** Differentiates the body of stand-ins, because the real inputs may coincide or depend on each other. */
function vjpThroughBody(node: Node, body: NonNullable<OpDef["body"]>, ct: Node): Node[] {
  const standIns = node.inputs.map((x, i) => input(`input ${i}`, x.dtype, x.shape));
  const seed = input("cotangent", ct.dtype, ct.shape);
  const gradients = differentiate(body(standIns, node.attrs), standIns, seed);
  return substitute(
    gradients,
    new Map([[seed, ct], ...standIns.map((standIn, i) => [standIn, node.inputs[i]!] as const)]),
  );
}

function dependents(order: readonly Node[], sources: ReadonlySet<Node>): Set<Node> {
  const result = new Set<Node>();
  for (const node of order) if (sources.has(node) || node.inputs.some((input) => result.has(input))) result.add(node);
  return result;
}
