/** @file Frees emitted nodes of the sizes that symbolic dimensions were given for the analysis. */
import type { Node } from "../../graph/node.ts";
import { tensorProto } from "../../onnx/tensor.ts";
import type { NodeProto, TensorProto } from "../../onnx/wire/onnx.ts";
import type { Shape } from "../../util/shape.ts";
import type { Emission } from "./emit.ts";

/** Whether a dimension may come from a symbolic one; what was freed in vain is the same at every size. */
type IsOpen = (size: number) => boolean;

/**
 * A target of Reshape gets −1 for one open dimension, a target of Expand 1 for those that are there already. What still
 * holds a fixed size shows when the repaired model is tried at another size.
 */
export function withOpenSizes(
  { nodes, initializers }: Emission,
  sources: ReadonlyMap<string, Node>,
  openSizes: ReadonlySet<number>,
): Emission {
  if (openSizes.size === 0) return { nodes, initializers };
  const isOpen: IsOpen = (size) => [...openSizes].some((open) => open > 1 && size % open === 0);
  const added: TensorProto[] = [];
  const freed = nodes.map((node): NodeProto => {
    const from = sources.get(node.name ?? "");
    const target = from && targetOf(node, from, isOpen);
    if (!target) return node;
    const name = `${node.name}.shape`;
    added.push(tensorProto(name, "int64", [target.length], target));
    return { ...node, input: [node.input![0]!, name] };
  });
  const used = new Set(freed.flatMap(({ input = [] }) => input));
  return { nodes: freed, initializers: [...initializers.filter(({ name }) => used.has(name ?? "")), ...added] };
}

function targetOf({ opType }: NodeProto, { shape, inputs }: Node, isOpen: IsOpen): Shape | null {
  if (opType === "Reshape" && shape.some(isOpen)) {
    const open = shape.findIndex(isOpen);
    return shape.map((size, axis) => (axis === open ? -1 : size));
  }
  if (opType === "Expand" && inputs.length === 1) {
    const own = inputs[0]!.shape;
    const shift = shape.length - own.length;
    return shape.map((size, axis) => (axis >= shift && own[axis - shift] === size ? 1 : size));
  }
  return null;
}
