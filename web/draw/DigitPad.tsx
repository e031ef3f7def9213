/** @file Draw a digit: the paper, what the network sees of it, and what it answers. By mouse, touch, pen or keyboard. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Sentence } from "../panels/Sentence.tsx";
import { answerInWords, type Classify, type TestImage } from "./answer.ts";
import { Paper } from "./Paper.tsx";
import { Preview } from "./Preview.tsx";
import { Pad } from "./pad.ts";
import { Softmax } from "./Softmax.tsx";

export interface DigitPadProps {
  /** Asked once at a time, of the newest drawing. */
  readonly classify: Classify;
  /** Arrow keys show test images: the owner counts on from the first where there are no more. */
  readonly image?: ((index: number) => Promise<TestImage>) | undefined;
  /** When it changes the drawing is classified again. */
  readonly revision: number;
  /** The drawing, where it is to stay while this is not shown. */
  readonly pad?: Pad;
}

export function DigitPad({ classify, image, revision, pad: given }: DigitPadProps): VNode {
  const [pad] = useState(() => given ?? new Pad());
  useEffect(() => pad.ask(classify), [classify, revision]);
  const { pixels, answer, isCentred } = pad;
  return (
    <fieldset class="pad" aria-label="Draw a digit" onKeyDown={(event) => takeBack(event, pad)}>
      <Paper pad={pad} choose={choosing(pad, image)} />
      <div class="tools">
        <Preview pixels={pixels.value} />
        <button type="button" title="take back the last stroke (Ctrl-Z)" onClick={() => pad.undo()}>
          Undo
        </button>
        <button type="button" title="begin anew (Esc)" onClick={() => pad.clear()}>
          Clear
        </button>
        <label title="what the network is shown without the centring that its training images had">
          <input
            type="checkbox"
            checked={!isCentred.value}
            onChange={(event) => pad.centre(!event.currentTarget.checked)}
          />
          don't centre
        </label>
      </div>
      <div class="answer">
        <Softmax probabilities={answer.value?.probabilities ?? null} />
        <Sentence text={sentence(pad, image !== undefined)} />
      </div>
    </fieldset>
  );
}

/** Key D. */
export const focusPaper = (): void => document.querySelector<HTMLElement>(".pad .paper canvas")?.focus();

function takeBack(event: KeyboardEvent, pad: Pad): void {
  const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (!isUndo && event.key !== "Escape") return;
  if (isUndo) pad.undo();
  else pad.clear();
  event.preventDefault();
  event.stopPropagation();
}

/** Shows the test image that is so many after the one that is shown; undefined where there are none. */
function choosing(pad: Pad, image: DigitPadProps["image"]): ((by: number) => void) | undefined {
  const choose = async (by: number): Promise<void> => {
    const wanted = Math.max(0, pad.wanted + by);
    pad.wanted = wanted;
    try {
      const found = await image!(wanted);
      // Keys may be faster than images.
      if (pad.wanted === wanted) pad.show({ ...found, index: wanted });
    } catch (error) {
      pad.trouble.value = error instanceof Error ? error.message : String(error);
    }
  };
  return image && ((by) => void choose(by));
}

function sentence({ pixels, answer, trouble, chosen }: Pad, hasImages: boolean): string {
  if (trouble.value !== null) return trouble.value;
  if (!pixels.value) return `Draw with mouse, finger or pen${hasImages ? "; arrow keys show test images" : ""}.`;
  const image = chosen.value;
  const shown = image ? `Test image ${image.index + 1} is a ${image.label}. ` : "";
  return `${shown}${answerInWords(answer.value)}`;
}
