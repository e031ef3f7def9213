/** @file Pictures made of cells: the only file that paints them. */
import { stepTransform } from "./axis.ts";
import { gutter, type View } from "./chart.ts";

/** Units over steps, in groups; 0 stands out. */
export interface StripSpec {
  readonly steps: ArrayLike<number>;
  readonly groups: readonly {
    readonly name: string;
    readonly color: string;
    /** Units from top to bottom. */
    readonly order: readonly number[];
    /** Of each step, a byte a unit. */
    readonly measured: readonly Uint8Array[];
  }[];
}

type Rgb = readonly [number, number, number];

/** A theme's colour as numbers: whatever CSS says, the canvas knows it. */
function rgb(color: string): Rgb {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d")!;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!];
}

const between = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

export type Paint = (property: string) => string;

function sized(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number; height: number } {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext("2d")!;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.imageSmoothingEnabled = false;
  return { context, width, height };
}

const groupGap = 4;

/** Where a step lies in a strip of this width, in pixels. */
export function stepPlace({ span, logarithmicSteps }: View, width: number): (step: number) => number {
  const { forward } = stepTransform(logarithmicSteps);
  const room = width - gutter.left - gutter.right;
  const [from, to] = [forward(span.from), forward(span.to)];
  return (step) => gutter.left + ((forward(step) - from) / (to - from)) * room;
}

/** The step at a place. */
export function stepAt({ span, logarithmicSteps }: View, width: number, x: number): number {
  const { forward, back } = stepTransform(logarithmicSteps);
  const share = (x - gutter.left) / (width - gutter.left - gutter.right);
  return back(forward(span.from) + share * (forward(span.to) - forward(span.from)));
}

export function paintStrip(canvas: HTMLCanvasElement, { steps, groups }: StripSpec, view: View, paint: Paint): void {
  const { context, width, height } = sized(canvas);
  const room = height - gutter.top - gutter.foot - groupGap * Math.max(0, groups.length - 1);
  const units = groups.map(({ order }) => Math.sqrt(order.length));
  const total = units.reduce((sum, count) => sum + count, 0);
  const place = stepPlace(view, width);
  let top: number = gutter.top;
  for (const [i, group] of groups.entries()) {
    const tall = (room * units[i]!) / total;
    const picture = cells(group, paint);
    context.save();
    context.beginPath();
    context.rect(gutter.left, top, width - gutter.left - gutter.right, tall);
    context.clip();
    for (let row = 0; row < steps.length; row++) {
      const left = place(steps[row]!);
      const right = row + 1 < steps.length ? place(steps[row + 1]!) : width;
      if (right < gutter.left || left > width) continue;
      context.drawImage(picture, row, 0, 1, group.order.length, left, top, right - left + 0.5, tall);
    }
    context.restore();
    context.font = "10px system-ui, sans-serif";
    context.textAlign = "right";
    context.textBaseline = "top";
    context.fillStyle = paint(group.color);
    context.fillText(group.name, gutter.left - 4, top, gutter.left - 6);
    context.fillStyle = paint("--soft");
    context.fillText(String(group.order.length), gutter.left - 4, top + 12, gutter.left - 6);
    top += tall + groupGap;
  }
}

/** A pixel a unit and measurement. */
function cells({ order, measured }: StripSpec["groups"][number], paint: Paint): OffscreenCanvas {
  const [never, rare, often] = ["--never", "--rare", "--often"].map((name) => rgb(paint(name))) as [Rgb, Rgb, Rgb];
  const canvas = new OffscreenCanvas(Math.max(1, measured.length), Math.max(1, order.length));
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  const shades = Array.from({ length: 256 }, (_, rate) =>
    rate === 0 ? never : between(rare, often, Math.sqrt(rate / 255)),
  );
  for (const [column, bytes] of measured.entries()) {
    for (const [row, unit] of order.entries()) {
      const rate = bytes[unit];
      if (rate === undefined) continue;
      const at = 4 * (row * canvas.width + column);
      const [red, green, blue] = shades[rate]!;
      image.data.set([red, green, blue, 255], at);
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** @param signed numbers from −1 to 1, in two colours; else from 0 to 1 */
export function paintPicture(
  canvas: HTMLCanvasElement,
  { width, height, pixels }: { readonly width: number; readonly height: number; readonly pixels: readonly number[] },
  signed: boolean,
  paint: Paint,
): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  const [zero, most, least] = (signed ? ["--card", "--layer-3", "--layer-1"] : ["--ink-0", "--ink-1", "--ink-1"]).map(
    (name) => rgb(paint(name)),
  ) as [Rgb, Rgb, Rgb];
  for (const [i, pixel] of pixels.entries()) {
    const shade = between(zero, pixel < 0 ? least : most, Math.min(1, Math.abs(pixel)));
    image.data.set([...shade, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
