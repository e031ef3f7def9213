/** @file Values that are known when a model is imported: constants, and what is computed from constants alone. */
import { evaluate } from "../../engine/reference/evaluate.ts";
import type { Value } from "../../graph/dtype.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { makeNode } from "../../graph/node.ts";
import { isAbsent, type OpDef } from "../../graph/op.ts";
import { type ConstantAttrs, constant, constantOp } from "../../ops/constant.ts";
import { sizeOf } from "../../util/shape.ts";
import { foldingBudget, maxFolded, maxFoldedFloats } from "./limits.ts";

const isConstant = (node: Node): node is Node<ConstantAttrs> => node.op === (constantOp as OpDef);
const isComputable = ({ op, inputs }: Node): boolean =>
  inputs.length > 0 && op.accuracy !== "random" && (!isAbsent(op.reference) || op.body !== undefined);

export class Folding {
  readonly #known = new Map<Node, boolean>();
  readonly #values = new Map<Node, Value>();
  #budget = foldingBudget;

  /** Whether the node depends on constants only. Its inputs were asked about when they were made. */
  isKnown(node: Node): boolean {
    const cached = this.#known.get(node);
    if (cached !== undefined) return cached;
    const stack = [node];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const open = top.inputs.filter((input) => !this.#known.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      this.#known.set(top, isConstant(top) || (isComputable(top) && top.inputs.every((x) => this.#known.get(x))));
    }
    return this.#known.get(node)!;
  }

  /** The node's value in its dtype; null where it is not known or too large to be held. */
  value(node: Node): Value | null {
    if (!this.isKnown(node)) return null;
    const stack = [node];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      if (this.#values.has(top)) {
        stack.pop();
        continue;
      }
      if (!isConstant(top) && sizeOf(top.shape) > (isFloat(top.dtype) ? maxFoldedFloats : maxFolded)) return null;
      const open = isConstant(top) ? [] : top.inputs.filter((input) => !this.#values.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      const value = this.#compute(top);
      if (!value) return null;
      this.#values.set(top, value);
    }
    return this.#values.get(node)!;
  }

  #compute(node: Node): Value | null {
    if (isConstant(node)) return node.attrs;
    const operands = node.inputs.map((input) => this.#values.get(input)!);
    this.#budget -= sizeOf(node.shape) + operands.reduce((sum, { data }) => sum + data.length, 0);
    if (this.#budget < 0) return null;
    return evaluate([makeNode(node.op, operands.map(constant), node.attrs)], new Map())[0]!;
  }

  /** Whole numbers and truths that are known become constants; floats keep their nodes, whose roundings matter. */
  fold(node: Node): Node {
    if (isFloat(node.dtype) || isConstant(node) || !this.isKnown(node)) return node;
    const value = this.value(node);
    return value ? constant(value) : node;
  }
}
