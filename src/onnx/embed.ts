/** @file Gives inputs of an encoded model values of their own, which an engine then keeps where it computes. */
import type { TypedArray } from "../graph/dtype.ts";
import type { LoopValue } from "./loop.ts";
import { onnxTypes } from "./tensor.ts";
import { encodeMessage } from "./wire/message.ts";
import { modelTable, type TensorProto } from "./wire/onnx.ts";

/** Half floats and int64 are held in other arrays than ONNX's. */
export const canEmbed = ({ dtype }: LoopValue): boolean =>
  dtype === "float64" || dtype === "float32" || dtype === "int32" || dtype === "uint8" || dtype === "bool";

/**
 * The model with default values for some of its inputs. Protobuf merges what comes twice, so they are a second piece
 * behind the model's bytes.
 */
export function embedValues(model: Uint8Array, values: ReadonlyMap<LoopValue, TypedArray>): Uint8Array {
  const initializer = [...values].map(
    ([{ onnxName, dtype, shape }, data]): TensorProto => ({
      name: onnxName,
      dims: shape.map(BigInt),
      dataType: onnxTypes[dtype],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    }),
  );
  const piece = encodeMessage(modelTable, { graph: { initializer } });
  const whole = new Uint8Array(model.length + piece.length);
  whole.set(model);
  whole.set(piece, model.length);
  return whole;
}
