/** @file Importers of ONNX's reductions. */
import type { Node } from "../../../graph/node.ts";
import type { ReduceOptions } from "../../../ops/_reduce.ts";
import type { ImportContext, Importer, ImportSample } from "../_importer.ts";
import { intAttribute, intsAttribute } from "./_attributes.ts";
import { axesOf } from "./_axes.ts";

/** The opset in which the axes of a reduction became its second input. */
const axesInputSince = (opType: string): number => (opType === "ReduceSum" ? 13 : 18);

const axesInput = (values: readonly number[]) =>
  ({ shape: [values.length], dtype: "int64", values, constant: true }) as const;

const samplesOf = (opType: string, domain: readonly [number, number]): readonly ImportSample[] => {
  const since = axesInputSince(opType);
  const x = { shape: [2, 3, 4], domain };
  return [
    { opset: since - 1, inputs: [x] },
    {
      opset: since - 1,
      attributes: [intsAttribute("axes", [-1, 0]), intAttribute("keepdims", 0)],
      inputs: [x],
    },
    { opset: since, inputs: [x, axesInput([1])] },
    { opset: since, attributes: [intAttribute("keepdims", 0)], inputs: [x] },
    { opset: since, attributes: [intAttribute("noop_with_empty_axes", 1)], inputs: [x, axesInput([])] },
  ];
};

/** `build` reduces over the axes; over no axes it is applied to each element by itself. */
export const reductionImporter = (
  opType: string,
  build: (x: Node, options: Required<ReduceOptions>) => Node,
  domain: readonly [number, number] = [-2, 2],
): Importer => ({
  opType,
  import: (node) => {
    const x = node.input(0);
    return build(x, { axes: reducedAxes(node, x), keepdims: node.int("keepdims", 1) !== 0 });
  },
  samples: samplesOf(opType, domain),
});

function reducedAxes(node: ImportContext, x: Node): readonly number[] {
  const axes = axesOf(node, axesInputSince(node.opType));
  if (axes && axes.length > 0) return axes;
  return node.int("noop_with_empty_axes", 0) !== 0 ? [] : x.shape.map((_, axis) => axis);
}
