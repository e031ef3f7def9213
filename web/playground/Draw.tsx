/** @file The drawn digit, or a test image, and what the network answers to it while it learns. */
import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import type { TestImage } from "../draw/answer.ts";
import { DigitPad } from "../draw/DigitPad.tsx";
import { Pad } from "../draw/pad.ts";
import { whole } from "../model/numbers.ts";
import { revision, run } from "../state.ts";
import { trainer } from "./session.ts";
import { phase } from "./state.ts";

const pad = new Pad();
const classify = (pixels: Uint8Array) => trainer.classify(pixels);

async function image(index: number): Promise<TestImage> {
  const found = await trainer.image(index);
  if (!found) throw new Error("The images are not there yet.");
  return found;
}

/** The first test image, until somebody draws: there is something to answer from the first step on. */
async function showFirst(): Promise<void> {
  const first = pad.isNew ? await trainer.image(0) : null;
  if (first && pad.isNew) pad.show({ ...first, index: 0 });
}

export function Draw(): VNode {
  useSignalEffect(() => {
    // Why a worker does not answer is told by the run.
    if (phase.value === "running" || phase.value === "paused") showFirst().catch(() => {});
  });
  const answer = pad.answer.value;
  const after = run.value && answer ? `after ${whole(answer.step)} steps; guessing gives 10%` : "guessing gives 10%";
  return (
    <section class="panel panel-draw" aria-labelledby="title-draw">
      <header>
        <h2 id="title-draw">Draw a digit</h2>
        <span class="note">{after}</span>
      </header>
      <DigitPad pad={pad} classify={classify} image={image} revision={revision.value} />
    </section>
  );
}
