/** @file Attributes of ONNX's convolutions and pools: kernel, strides, dilations and pads, automatic ones resolved. */

import type { ImportContext } from "../_importer.ts";
import type { Window } from "../foreign/_window.ts";

const ones = (n: number): number[] => new Array<number>(n).fill(1);
const zeros = (n: number): number[] => new Array<number>(n).fill(0);

/** Window over the spatial axes `spatial` of the node's input. */
export function spatialWindow(node: ImportContext, spatial: readonly number[], kernel: readonly number[]): Window {
  const rank = spatial.length;
  const strides = node.ints("strides", ones(rank));
  const dilations = node.ints("dilations", ones(rank));
  const automatic = node.text("auto_pad", "NOTSET");
  const pads = automatic === "NOTSET" ? node.ints("pads", zeros(2 * rank)) : zeros(2 * rank);
  if (![kernel, strides, dilations].every(({ length }) => length === rank) || pads.length !== 2 * rank) {
    return node.unknown("its attributes do not fit the number of spatial dimensions");
  }
  if (
    strides.some((s) => s < 1) ||
    dilations.some((d) => d < 1) ||
    kernel.some((k) => k < 1) ||
    pads.some((p) => p < 0)
  ) {
    return node.unknown("a stride, a dilation or a kernel is below 1, or a pad below 0");
  }
  if (!automatic.startsWith("SAME")) return { kernel, strides, dilations, pads };
  const needed = spatial.map((size, axis) => {
    const windows = Math.ceil(size / strides[axis]!);
    const reached = (windows - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
    return Math.max(0, reached - size);
  });
  return { kernel, strides, dilations, pads: splitPads(needed, automatic === "SAME_LOWER") };
}

/** Half at each side; an odd one at the end, or at the beginning. */
export const splitPads = (totals: readonly number[], extraFirst: boolean): number[] => {
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total, axis) => total - less[axis]!);
  return extraFirst ? [...more, ...less] : [...less, ...more];
};
