import { expect, test } from "vitest";
import type { Node } from "../../graph/node.ts";
import { GraphBuilder, Names } from "../../onnx/builder.ts";
import { lower } from "../../onnx/lower.ts";
import { broadcastTo } from "../../ops/broadcastTo.ts";
import { input } from "../../ops/input.ts";
import { reshape } from "../../ops/reshape.ts";
import { withOpenSizes } from "./openSizes.ts";

/** The target shape of the one node that `output` lowers to, with the sizes 4 open. */
function targetOf(output: Node): number[] {
  const builder = new GraphBuilder("cpu", new Names(), new Map());
  lower(builder, output, new Map([[output.inputs[0]!, "x"]]));
  const { node = [], initializer = [] } = builder.finish("", [], []);
  const freed = withOpenSizes({ nodes: node, initializers: initializer }, builder.sources, new Set([4]));
  expect(freed.nodes).toHaveLength(1);
  expect(freed.initializers.map(({ name }) => name)).toEqual(freed.nodes[0]!.input!.slice(1));
  const raw = Uint8Array.from(freed.initializers[0]!.rawData!);
  return Array.from(new BigInt64Array(raw.buffer), Number);
}

const x = (shape: readonly number[]): Node => input("x", "float32", shape);

test("the first open dimension of a reshape is left to be computed", () => {
  expect(targetOf(reshape(x([4, 3, 2]), [4, 6]))).toEqual([-1, 6]);
  expect(targetOf(reshape(x([4, 3, 2]), [12, 2]))).toEqual([-1, 2]);
  expect(targetOf(reshape(x([3, 2]), [6]))).toEqual([6]);
});

test("a dimension that is not repeated is read from the operand", () => {
  expect(targetOf(broadcastTo(x([4, 1]), [4, 3]))).toEqual([1, 3]);
  expect(targetOf(broadcastTo(x([3]), [4, 3]))).toEqual([4, 1]);
});
