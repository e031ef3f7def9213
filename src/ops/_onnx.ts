/** @file What ONNX lowerings share. */
import type { OnnxBuilder } from "../graph/op.ts";

/** c₀ + c₁x + c₂x² + … by Horner's scheme. */
export function onnxPolynomial(
  b: OnnxBuilder,
  x: string,
  coefficients: readonly number[],
  number: (value: number) => string,
): string {
  const last = number(coefficients.at(-1)!);
  return coefficients.slice(0, -1).reduceRight((sum, c) => b.op("Add", [b.op("Mul", [sum, x]), number(c)]), last);
}
