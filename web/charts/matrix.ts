/** @file Pictures made of cells: the only file that paints them. */
import { firstAtLeast } from "../model/column.ts";
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
    /** Of each step, two hexadecimal digits a unit: how often it fired, 0 to 255. */
    readonly measured: readonly string[];
  }[];
}

/** NaN where the unit was not measured. */
export function rateIn(measured: string, unit: number): number {
  const digit = (code: number): number => (code < 58 ? code - 48 : code - 87);
  return 16 * digit(measured.charCodeAt(2 * unit)) + digit(measured.charCodeAt(2 * unit + 1));
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

/** As a pixel lies in memory, opaque: red first. */
const packed = ([red, green, blue]: Rgb): number =>
  new Uint32Array(Uint8ClampedArray.of(red, green, blue, 255).buffer)[0]!;

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
  const columns = columnsOf(steps, view, width);
  let top: number = gutter.top;
  for (const [i, group] of groups.entries()) {
    const tall = (room * units[i]!) / total;
    const picture = cells(group, columns, paint);
    context.save();
    context.beginPath();
    context.rect(gutter.left, top, width - gutter.left - gutter.right, tall);
    context.clip();
    for (const [x, { left, right }] of columns.entries()) {
      context.drawImage(picture, x, 0, 1, group.order.length, left, top, right - left + 0.5, tall);
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

interface StripColumn {
  /** Of the measurement. */
  readonly row: number;
  readonly left: number;
  readonly right: number;
}

/** What is seen of the measurements: of those that begin in one pixel the last. */
function columnsOf(steps: StripSpec["steps"], view: View, width: number): readonly StripColumn[] {
  const place = stepPlace(view, width);
  const columns: StripColumn[] = [];
  let left = Number.NaN;
  for (let row = Math.max(0, firstAtLeast(steps, view.span.from) - 1); row < steps.length; row++) {
    const here = place(steps[row]!);
    if (here > width) break;
    const right = row + 1 < steps.length ? place(steps[row + 1]!) : width;
    if (Number.isNaN(left)) left = here;
    if (Math.floor(right * devicePixelRatio) === Math.floor(here * devicePixelRatio)) continue;
    columns.push({ row, left, right });
    left = Number.NaN;
  }
  return columns;
}

/** A pixel a unit and column. */
function cells(
  { order, measured }: StripSpec["groups"][number],
  columns: readonly StripColumn[],
  paint: Paint,
): OffscreenCanvas {
  const [never, rare, often] = ["--never", "--rare", "--often"].map((name) => rgb(paint(name))) as [Rgb, Rgb, Rgb];
  const canvas = new OffscreenCanvas(Math.max(1, columns.length), Math.max(1, order.length));
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  const shades = Array.from({ length: 256 }, (_, rate) =>
    packed(rate === 0 ? never : between(rare, often, Math.sqrt(rate / 255))),
  );
  const pixels = new Uint32Array(image.data.buffer);
  for (const [x, { row }] of columns.entries()) {
    for (let y = 0; y < order.length; y++) {
      const shade = shades[rateIn(measured[row]!, order[y]!)];
      if (shade === undefined) continue;
      pixels[y * canvas.width + x] = shade;
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
