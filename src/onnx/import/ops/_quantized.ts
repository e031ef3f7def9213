/** @file Quantisation: scales and zero points along an axis, and the numbers that fit into 8 bits. */
import type { DType } from "../../../graph/dtype.ts";
import type { Node } from "../../../graph/node.ts";
import { reshape } from "../../../ops/reshape.ts";
import { normalizeAxes } from "../../../util/shape.ts";
import type { ImportContext } from "../_importer.ts";

/** A scale or zero point for the whole value, or one for each entry of the attribute `axis`. */
export function alongAxis(node: ImportContext, parameter: Node, x: Node): Node {
  const { shape } = parameter;
  if (shape.length === 0) return parameter;
  if (node.int("block_size", 0) !== 0 || shape.length > 1) return node.unknown("its scales belong to blocks");
  const rank = x.shape.length;
  if (shape[0] === 1 && x.shape.length !== 1) return reshape(parameter, []);
  const axis = normalizeAxes(node.opType, node.opset < 13 ? 1 : node.int("axis", 1), rank)[0]!;
  return reshape(
    parameter,
    x.shape.map((_, i) => (i === axis ? shape[0]! : 1)),
  );
}

export interface Quantized {
  readonly dtype: DType;
  readonly least: number;
  readonly most: number;
}

const uint8: Quantized = { dtype: "uint8", least: 0, most: 255 };
/** int8, which is held as int32. */
const int8: Quantized = { dtype: "int32", least: -128, most: 127 };
const byCode: Readonly<Record<number, Quantized>> = {
  2: uint8,
  3: int8,
  4: { dtype: "int32", least: 0, most: 65535 },
  5: { dtype: "int32", least: -32768, most: 32767 },
};

/** What a value is quantised to: the type of its zero point, of the attribute `output_dtype`, or uint8. */
export function quantizedType(node: ImportContext, zero: Node | null): Quantized {
  const code = node.int("output_dtype", 0);
  if (code !== 0) return byCode[code] ?? node.unknown(`its output_dtype is ${code}`);
  if (!zero || zero.dtype === "uint8") return uint8;
  // a zero point held as int32 is int8, but QuantizeLinear's may have 16 bits since opset 21
  const isByte = node.opset < 21 || node.opType !== "QuantizeLinear";
  return zero.dtype === "int32" && isByte ? int8 : node.unknown("its zero point has 8 or 16 bits");
}
