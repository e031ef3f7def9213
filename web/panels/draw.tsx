/** @file Panel: a digit that the reader draws, and what the newest saved network answers. */
import type { DataFacts } from "../../src/record/events.ts";
import type { TestImage } from "../draw/answer.ts";
import { DigitPad } from "../draw/DigitPad.tsx";
import { side } from "../draw/drawing.ts";
import { Pad } from "../draw/pad.ts";
import { whole } from "../model/numbers.ts";
import type { Views } from "../source/views.ts";
import { source } from "../state.ts";
import type { Panel } from "./_panel.ts";

/** The drawing stays where it is shown as a table, or another run is opened. */
const pad = new Pad();

/** Clothes have ten classes too, and nobody draws them. */
function areDigits({ name, inputShape, targets }: DataFacts): boolean {
  const classes = targets.kind === "labels" ? targets.classes : targets.width;
  return name !== "fashion-mnist" && inputShape.join() === [side, side].join() && classes === 10;
}

/** The test images of the gallery: right answers that were least sure, then mistakes. */
function imagesOf(views: Views | null): ((index: number) => Promise<TestImage>) | undefined {
  const pictures = [...(views?.right ?? []), ...(views?.wrong ?? [])].filter(
    ({ width, height }) => width === side && height === side,
  );
  if (pictures.length === 0) return undefined;
  return async (index) => {
    const { pixels, truth } = pictures[index % pictures.length]!;
    return { pixels: Uint8Array.from(pixels, (share) => Math.round(255 * share)), label: Number(truth) };
  };
}

export const draw: Panel = {
  id: "draw",
  title: "Draw a digit",
  place: "bottom",
  note: () => {
    const { value } = pad.answer;
    return value ? `after ${whole(value.step)} steps; guessing gives 10%` : "guessing gives 10%";
  },
  picture: ({ run: { start, epochs, end }, views }) => {
    const classify = source.value?.actions.classify;
    if (!start || !classify || !areDigits(start.data)) return null;
    // An epoch may have saved a newer network, the end has.
    const revision = epochs.length + (end?.step ?? 0);
    return {
      kind: "markup",
      markup: <DigitPad pad={pad} classify={classify} image={imagesOf(views)} revision={revision} />,
    };
  },
  // The pad has its own.
  sentence: () => "",
  table: () => ({
    head: ["digit", "probability"],
    rows: pad.answer.value?.probabilities?.map((share, digit) => [digit, share]) ?? [],
  }),
};
