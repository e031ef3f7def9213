/** @file The traced Tensor: NumPy's words as thin methods that build graph nodes and remember the user's line. */
import type { DType, Type } from "../graph/dtype.ts";
import { valueOf } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { withOrigin } from "../graph/node.ts";
import { constant, constantLike, scalar } from "../ops/constant.ts";
import type { Shape } from "../util/shape.ts";
import { callerSite } from "./site.ts";

/** A tensor, or a number that takes the dtype of the tensor it meets. */
export type TensorLike = Tensor | number;

/** A value of the graph being traced: it has a shape and a dtype, and no elements until the graph runs. */
export class Tensor {
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  get shape(): Shape {
    return this.node.shape;
  }

  get dtype(): DType {
    return this.node.dtype;
  }
}

/** Runs `build` on the operands' nodes with the caller's line as origin; numbers become constants of the tensors' dtype. */
export function traced(operands: readonly TensorLike[], build: (...nodes: Node[]) => Node): Tensor {
  const site = callerSite();
  return withOrigin({ site, via: [] }, () => {
    const first = operands.find((operand) => operand instanceof Tensor);
    const nodes = operands.map((operand) =>
      operand instanceof Tensor ? operand.node : first ? constantLike(first.node, operand) : scalar("float32", operand),
    );
    return new Tensor(build(...nodes));
  });
}

/** A tensor of known elements, from nested arrays or a flat array and a shape. */
export function tensor(data: ArrayLike<number>, shape: Shape = [data.length], dtype: DType = "float32"): Tensor {
  return withOrigin({ site: callerSite(), via: [] }, () => new Tensor(constant(valueOf(dtype, shape, data))));
}

export type { Type };
