/** @file A drawing with what the network is shown of it and answers: it outlives the component that shows it. */
import { type Signal, signal } from "@preact/signals";
import type { Classify, DrawingAnswer, TestImage } from "./answer.ts";
import { networkPixels, paperSide, side } from "./drawing.ts";
import { Newest } from "./newest.ts";
import { type Point, Strokes } from "./strokes.ts";

/** A test image in the place of a drawing. */
export interface Chosen extends TestImage {
  readonly index: number;
}

export class Pad {
  /** What the network is shown; null where nothing is drawn. */
  readonly pixels: Signal<Uint8Array | null> = signal(null);
  /** undefined where none has come yet. */
  readonly answer: Signal<DrawingAnswer | null | undefined> = signal(undefined);
  readonly trouble: Signal<string | null> = signal(null);
  readonly chosen: Signal<Chosen | null> = signal(null);
  readonly isCentred: Signal<boolean> = signal(true);
  /** Of the test image that was asked for last. */
  wanted = -1;
  /** Whether nothing was drawn or shown on it yet. */
  isNew = true;
  readonly #strokes = new Strokes();
  readonly #asking = new Newest<Uint8Array, DrawingAnswer | null>({
    told: (answer) => {
      this.answer.value = answer;
      this.trouble.value = null;
    },
    failed: (error) => {
      this.trouble.value = error instanceof Error ? error.message : String(error);
    },
  });
  #classify: Classify | null = null;
  #context: CanvasRenderingContext2D | null = null;
  /** The frame in which the drawing is looked at next; 0 for none. */
  #frame = 0;

  /** Shows the drawing on a canvas. */
  attach(canvas: HTMLCanvasElement): void {
    canvas.width = paperSide;
    canvas.height = paperSide;
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
    this.#paint();
  }

  /** Asks again: by another network, or by the same after more training. */
  ask(classify: Classify): void {
    this.#classify = classify;
    this.#ask();
  }

  begin(point: Point): void {
    this.isNew = false;
    if (this.chosen.value) this.#choose(null);
    if (this.#context) this.#strokes.begin(this.#context, point);
    this.#lookSoon();
  }

  extend(points: readonly Point[]): void {
    if (this.#context) this.#strokes.extend(this.#context, points);
    this.#lookSoon();
  }

  /** Takes back the test image, else the last stroke. */
  undo(): void {
    if (!this.chosen.value) this.#strokes.undo();
    this.#choose(null);
    this.#look();
  }

  clear(): void {
    this.#strokes.clear();
    this.#choose(null);
    this.#look();
  }

  show(image: Chosen): void {
    this.isNew = false;
    this.wanted = image.index;
    this.#choose(image);
    this.#look();
  }

  centre(isCentred: boolean): void {
    this.isCentred.value = isCentred;
    this.#look();
  }

  #choose(image: Chosen | null): void {
    // Whoever draws on a test image begins anew.
    if (image) this.#strokes.clear();
    this.chosen.value = image;
    this.#paint();
  }

  #paint(): void {
    if (!this.#context) return;
    this.#strokes.paint(this.#context);
    if (this.chosen.value) enlarge(this.#context, this.chosen.value.pixels);
  }

  /** Once a frame, however often the pointer moves. */
  #lookSoon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#look());
  }

  #look(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.pixels.value = this.chosen.value?.pixels ?? this.#drawn();
    if (this.pixels.value) this.#ask();
    else this.#forget();
  }

  #forget(): void {
    this.#asking.forget();
    this.answer.value = undefined;
    this.trouble.value = null;
  }

  #drawn(): Uint8Array | null {
    if (this.#strokes.isEmpty || !this.#context) return null;
    const { data } = this.#context.getImageData(0, 0, paperSide, paperSide);
    const ink = new Uint8Array(paperSide * paperSide);
    // Ink is white and covers the paper by its opacity.
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3]!;
    return networkPixels({ width: paperSide, height: paperSide, data: ink }, this.isCentred.value);
  }

  #ask(): void {
    if (this.#classify && this.pixels.value) this.#asking.ask(this.#classify, this.pixels.value);
  }
}

/** A test image over the whole paper. */
function enlarge(context: CanvasRenderingContext2D, pixels: Uint8Array): void {
  const scale = paperSide / side;
  pixels.forEach((level, i) => {
    context.fillStyle = `rgb(${level} ${level} ${level})`;
    context.fillRect((i % side) * scale, Math.floor(i / side) * scale, scale, scale);
  });
}
