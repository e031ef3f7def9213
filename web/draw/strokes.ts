/** @file Strokes of a brush on the paper: painted as they grow, taken back one by one. */
import { brush, paperSide } from "./drawing.ts";

/** In pixels of the paper. */
export type Point = readonly [x: number, y: number];

export class Strokes {
  #strokes: Point[][] = [];

  get isEmpty(): boolean {
    return this.#strokes.length === 0;
  }

  begin(context: CanvasRenderingContext2D, point: Point): void {
    this.#strokes.push([point]);
    line(context, point, point);
  }

  extend(context: CanvasRenderingContext2D, points: readonly Point[]): void {
    const stroke = this.#strokes.at(-1)!;
    for (const point of points) {
      line(context, stroke.at(-1)!, point);
      stroke.push(point);
    }
  }

  undo(): void {
    this.#strokes.pop();
  }

  clear(): void {
    this.#strokes = [];
  }

  paint(context: CanvasRenderingContext2D): void {
    context.clearRect(0, 0, paperSide, paperSide);
    for (const stroke of this.#strokes)
      for (const [i, point] of stroke.entries()) line(context, stroke[Math.max(0, i - 1)]!, point);
  }
}

/** A line of no length is a dot. */
function line(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  context.strokeStyle = "#fff";
  context.lineWidth = brush;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
