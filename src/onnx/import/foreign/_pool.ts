/** @file What pools share: attributes, type rule and ONNX attributes. */
import type { Type } from "../../../graph/dtype.ts";
import type { OnnxAttributes } from "../../../graph/op.ts";
import { ShapeError } from "../../../util/errors.ts";
import { formatShape } from "../../../util/shape.ts";
import { type Window, windowCounts } from "./_window.ts";

export interface PoolAttrs extends Window {
  /** Whether a last window that reaches over the end counts. */
  readonly ceil: boolean;
}

/** x [N, C, S…] → [N, C, S′…] */
export const pooledType =
  (what: string) =>
  ([x]: readonly Type[], attrs: PoolAttrs): Type => {
    const spatial = x!.shape.slice(2);
    if (spatial.length === attrs.kernel.length && spatial.length > 0) {
      return { shape: [...x!.shape.slice(0, 2), ...windowCounts(what, spatial, attrs, attrs.ceil)], dtype: x!.dtype };
    }
    throw new ShapeError(`${what}: a window of ${formatShape(attrs.kernel)} does not fit ${formatShape(x!.shape)}`);
  };

export const poolAttributes = ({ kernel, strides, dilations, pads, ceil }: PoolAttrs): OnnxAttributes => ({
  kernel_shape: { ints: kernel },
  strides: { ints: strides },
  dilations: { ints: dilations },
  pads: { ints: pads },
  ceil_mode: { int: ceil ? 1 : 0 },
});
