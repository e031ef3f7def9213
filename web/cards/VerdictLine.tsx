/** @file The line above the panels: the verdict, where to look, and the repair. */
import type { VNode } from "preact";
import * as page from "../state.ts";
import { type Judged, marks } from "./verdict.ts";

export function VerdictLine({ judged: { tone, headline, text, step } }: { readonly judged: Judged }): VNode {
  const play = page.source.value?.actions.replay;
  const fixable = page.diagnosis.value?.recommended != null && page.replay.value === null;
  return (
    <section class={`verdict ${tone}`} aria-label="Verdict">
      <p role="status">
        <b>
          <span aria-hidden="true">{marks[tone]}</span> {headline}
        </b>{" "}
        <span class="text">{text}</span>
      </p>
      {page.zoom.value && (
        <button
          type="button"
          onClick={() => {
            page.zoom.value = null;
          }}
        >
          All steps
        </button>
      )}
      {step !== null && (
        <button type="button" onClick={() => page.jumpTo(step)}>
          Jump to step {step}
        </button>
      )}
      {play && fixable && (
        <button type="button" onClick={() => void play()}>
          Replay the fix ▶
        </button>
      )}
    </section>
  );
}
