/** @file What the network is shown of a drawing: 28 × 28 bytes, centred as MNIST's digits are, or the paper as it is. */
import { averaged, centred, type Grey, inkOf, mnistCentring } from "../../src/predict/centre.ts";

/** Pixels of the paper's side, whatever size it has on the screen. */
export const paperSide = 280;
/** MNIST's strokes are 2 to 3 of 20 pixels wide; a digit on the paper is about 200 high. */
export const brush = 22;

export const { width: side } = mnistCentring;

/** The paper is black, and white where all the ink is. */
const levels = { background: 0, bright: false, contrast: 255 } as const;

/** One byte a pixel, row by row; null where nothing is drawn. */
export function networkPixels(paper: Grey, isCentred: boolean): Uint8Array | null {
  const ink = inkOf(paper, levels);
  if (isCentred) return centred(ink, mnistCentring);
  if (ink.data.every((v) => v === 0)) return null;
  const whole = { left: 0, top: 0, width: paper.width, height: paper.height };
  return Uint8Array.from(averaged(ink, whole, side, side).data, Math.round);
}
