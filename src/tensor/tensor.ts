/** @file The traced Tensor: NumPy's words as thin methods that build graph nodes and remember the user's line. */
import type { DType } from "../graph/dtype.ts";
import { toValue } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { atSite, formatSite } from "../graph/node.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { cast } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { type Comparison, compare } from "../ops/compare.ts";
import { constant, constantLike, scalar } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { log } from "../ops/log.ts";
import { max } from "../ops/max.ts";
import { mean } from "../ops/mean.ts";
import { min } from "../ops/min.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { pow } from "../ops/pow.ts";
import { relu } from "../ops/relu.ts";
import { reshape } from "../ops/reshape.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { transpose } from "../ops/transpose.ts";
import { EvenkeelError, ShapeError } from "../util/errors.ts";
import { formatShape, type Shape, sizeOf } from "../util/shape.ts";
import { flattenNested, type NestedNumbers } from "./nested.ts";
import { type AxisOptions, reduceOptions, sliceNode } from "./options.ts";
import { product } from "./product.ts";
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

  add(other: TensorLike): Tensor {
    return traced([this, other], add);
  }
  sub(other: TensorLike): Tensor {
    return traced([this, other], sub);
  }
  mul(other: TensorLike): Tensor {
    return traced([this, other], mul);
  }
  div(other: TensorLike): Tensor {
    return traced([this, other], div);
  }
  pow(exponent: TensorLike): Tensor {
    return traced([this, exponent], pow);
  }
  neg(): Tensor {
    return traced([this], neg);
  }
  exp(): Tensor {
    return traced([this], exp);
  }
  log(): Tensor {
    return traced([this], log);
  }
  sqrt(): Tensor {
    return traced([this], sqrt);
  }
  square(): Tensor {
    return traced([this], square);
  }
  abs(): Tensor {
    return traced([this], abs);
  }
  relu(): Tensor {
    return traced([this], relu);
  }
  /** Limits the elements to [lo, hi]; an infinite bound leaves its side open. */
  clip(lo: number, hi: number): Tensor {
    return traced([this], (x) => clip(x, lo, hi));
  }

  sum(options: AxisOptions = {}): Tensor {
    return traced([this], (x) => sum(x, reduceOptions(options)));
  }
  mean(options: AxisOptions = {}): Tensor {
    return traced([this], (x) => mean(x, reduceOptions(options)));
  }
  max(options: AxisOptions = {}): Tensor {
    return traced([this], (x) => max(x, reduceOptions(options)));
  }
  min(options: AxisOptions = {}): Tensor {
    return traced([this], (x) => min(x, reduceOptions(options)));
  }

  matmul(other: Tensor): Tensor {
    return traced([this, other], product);
  }
  /** Axes in the given order, or reversed. */
  transpose(permutation?: readonly number[]): Tensor {
    return traced([this], (x) => transpose(x, permutation));
  }
  /** The axes reversed: the transpose of a matrix. */
  get T(): Tensor {
    return traced([this], (x) => transpose(x));
  }
  /** One dimension may be −1: it is computed from the others. */
  reshape(...shape: readonly number[] | readonly [Shape]): Tensor {
    return traced([this], (x) => reshape(x, shape.flat()));
  }
  /** x[start : end, …]; negative numbers count from the end, an end of `undefined` is the size. */
  slice(starts: readonly number[], ends: readonly (number | undefined)[] = []): Tensor {
    return traced([this], (x) => sliceNode(x, starts, ends));
  }
  astype(dtype: DType): Tensor {
    return traced([this], (x) => cast(x, dtype));
  }

  lessThan(other: TensorLike): Tensor {
    return traced([this, other], comparing("<"));
  }
  lessEqual(other: TensorLike): Tensor {
    return traced([this, other], comparing("<="));
  }
  greaterThan(other: TensorLike): Tensor {
    return traced([this, other], comparing(">"));
  }
  greaterEqual(other: TensorLike): Tensor {
    return traced([this, other], comparing(">="));
  }
  equal(other: TensorLike): Tensor {
    return traced([this, other], comparing("=="));
  }
  notEqual(other: TensorLike): Tensor {
    return traced([this, other], comparing("!="));
  }
}

const comparing =
  (kind: Comparison) =>
  (a: Node, b: Node): Node =>
    compare(kind, a, b);

/** Runs `build` on the operands' nodes with the caller's line as origin; numbers become constants of the tensors' dtype. */
export function traced<T extends readonly TensorLike[]>(
  operands: T,
  build: (...nodes: { [K in keyof T]: Node }) => Node,
): Tensor {
  return atCaller(() => {
    const first = operands.find((operand) => operand instanceof Tensor);
    const nodes = operands.map((operand) =>
      operand instanceof Tensor ? operand.node : first ? constantLike(first.node, operand) : scalar("float32", operand),
    );
    return new Tensor(build(...(nodes as { [K in keyof T]: Node })));
  });
}

/** Runs `build`; its nodes, and the errors that a user can act on, carry the line from which the library was called. */
export function atCaller<T>(build: () => T): T {
  const site = callerSite();
  try {
    return atSite(site, build);
  } catch (error) {
    if (site && error instanceof EvenkeelError && !error.detail.where) {
      Object.assign(error, { detail: { ...error.detail, where: formatSite(site), site } });
    }
    throw error;
  }
}

/** A tensor of known elements, from nested arrays, or from a flat array and a shape. */
export function tensor(data: NestedNumbers, shape?: Shape, dtype: DType = "float32"): Tensor {
  return atCaller(() => {
    const flat = flattenNested(data);
    const target = shape ?? flat.shape;
    if (sizeOf(target) !== flat.data.length) {
      throw new ShapeError(`tensor: ${flat.data.length} numbers do not fill shape ${formatShape(target)}`);
    }
    return new Tensor(constant(toValue(dtype, target, flat.data)));
  });
}
