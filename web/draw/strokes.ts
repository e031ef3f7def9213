/** @file Strokes of a brush on the paper: painted as they grow, taken back one by one. */
import { brush, paperSide } from "./drawing.ts";

/** In pixels of the paper. */
export type Point = readonly [x: number, y: number];

/** What of a canvas a brush needs. */
export type Ink = Pick<
  CanvasRenderingContext2D,
  "strokeStyle" | "lineWidth" | "lineCap" | "beginPath" | "moveTo" | "lineTo" | "stroke" | "clearRect"
>;

export class Strokes {
  #strokes: Point[][] = [];
  /** The one that grows; null where it was taken back before the hand was lifted. */
  #growing: Point[] | null = null;

  get isEmpty(): boolean {
    return this.#strokes.length === 0;
  }

  begin(context: Ink, point: Point): void {
    this.#growing = [point];
    this.#strokes.push(this.#growing);
    line(context, point, point);
  }

  extend(context: Ink, points: readonly Point[]): void {
    const stroke = this.#growing;
    if (!stroke) return;
    for (const point of points) {
      line(context, stroke.at(-1)!, point);
      stroke.push(point);
    }
  }

  undo(): void {
    this.#strokes.pop();
    this.#growing = null;
  }

  clear(): void {
    this.#strokes = [];
    this.#growing = null;
  }

  paint(context: Ink): void {
    context.clearRect(0, 0, paperSide, paperSide);
    for (const stroke of this.#strokes)
      for (const [i, point] of stroke.entries()) line(context, stroke[Math.max(0, i - 1)]!, point);
  }
}

/** A line of no length is a dot. */
function line(context: Ink, from: Point, to: Point): void {
  context.strokeStyle = "#fff";
  context.lineWidth = brush;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
