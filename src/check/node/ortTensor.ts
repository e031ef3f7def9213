/** @file A value of ours as a tensor of ONNX Runtime. */
import type { Value } from "../../graph/dtype.ts";
import { rawBytes } from "../../onnx/tensor.ts";

export type Runtime = typeof import("onnxruntime-node");

/** @throws Error for bfloat16, which ONNX Runtime takes from nobody in JavaScript */
export function tensorOf(ort: Runtime, { dtype, shape, data }: Value): InstanceType<Runtime["Tensor"]> {
  const raw = rawBytes(dtype, data);
  switch (dtype) {
    case "int64":
      return new ort.Tensor("int64", new BigInt64Array(raw.buffer), [...shape]);
    case "float16":
      return new ort.Tensor("float16", new Uint16Array(raw.buffer), [...shape]);
    case "bfloat16":
      throw new Error("bfloat16 values cannot be fed to ONNX Runtime from JavaScript");
    default:
      return new ort.Tensor(dtype, data as never, [...shape]);
  }
}
