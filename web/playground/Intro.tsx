/** @file What this page is for, in three sentences. */
import type { VNode } from "preact";
import { lessons } from "../lessons/index.ts";
import { open } from "./session.ts";

export const Intro = (): VNode => (
  <section class="card lesson" aria-label="What this page is for">
    <h3>Go on, break it</h3>
    <p>
      This network learns to read digits in your browser; nothing leaves this machine. Turn any knob on the left until
      it fails, then let the doctor find the cause: it replays the run with one thing changed at a time, and shows the
      proof.
    </p>
    <div class="buttons">
      <button type="button" class="main" onClick={() => open(lessons[0]!)}>
        Start with the first lesson
      </button>
    </div>
  </section>
);
