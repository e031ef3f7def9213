/** @file Windows that slide over the spatial axes of a convolution or pool: their sizes and which elements they see. */
import { ShapeError } from "../../../util/errors.ts";
import { formatShape, sizeOf, stridesOf } from "../../../util/shape.ts";

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin of every axis, then end of every axis. */
  readonly pads: readonly number[];
}

/** Elements from the first to the last that a window sees along an axis. */
export const extent = ({ kernel, dilations }: Window, axis: number): number =>
  (kernel[axis]! - 1) * dilations[axis]! + 1;

/** Number of window positions along each spatial axis. */
export function windowCounts(what: string, spatial: readonly number[], window: Window, ceil = false): number[] {
  const rank = spatial.length;
  return spatial.map((size, axis) => {
    const [begin, end] = [window.pads[axis]!, window.pads[axis + rank]!];
    const stride = window.strides[axis]!;
    const room = size + begin + end - extent(window, axis);
    if (room < 0) {
      throw new ShapeError(
        `${what}: a window of ${formatShape(window.kernel)} does not fit into ${formatShape(spatial)}`,
        { found: `along axis ${axis} the window spans ${extent(window, axis)} of ${size + begin + end} elements` },
      );
    }
    const count = (ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // a window that would begin in the padding at the end is left out
    return ceil && (count - 1) * stride >= size + begin ? count - 1 : count;
  });
}

/** For each window position and each element of the window: the flat spatial index it sees, −1 in the padding. */
export function windowElements(spatial: readonly number[], counts: readonly number[], window: Window): Int32Array {
  const [positions, elements] = [sizeOf(counts), sizeOf(window.kernel)];
  const table = new Int32Array(positions * elements);
  const [atPosition, atElement, atInput] = [counts, window.kernel, spatial].map(stridesOf) as [
    number[],
    number[],
    number[],
  ];
  for (let position = 0; position < positions; position++) {
    for (let element = 0; element < elements; element++) {
      let index = 0;
      for (let axis = 0; axis < spatial.length && index >= 0; axis++) {
        const p = Math.floor(position / atPosition[axis]!) % counts[axis]!;
        const e = Math.floor(element / atElement[axis]!) % window.kernel[axis]!;
        const x = p * window.strides[axis]! + e * window.dilations[axis]! - window.pads[axis]!;
        index = x < 0 || x >= spatial[axis]! ? -1 : index + x * atInput[axis]!;
      }
      table[position * elements + element] = index;
    }
  }
  return table;
}

/** Whether some window sees padding. */
export const seesPadding = (spatial: readonly number[], counts: readonly number[], window: Window): boolean =>
  spatial.some((size, axis) => {
    const last = (counts[axis]! - 1) * window.strides[axis]! + extent(window, axis) - window.pads[axis]!;
    return window.pads[axis]! > 0 || last > size;
  });

/** At most how many windows see one element. */
export const overlap = (window: Window): number =>
  window.kernel.reduce((most, k, axis) => {
    const stride = window.strides[axis]!;
    return most * (window.dilations[axis] === 1 ? Math.ceil(k / stride) : k);
  }, 1);
