/** @file What the doctor is doing, where no lesson tells it. */
import type { VNode } from "preact";
import { revision, run } from "../state.ts";
import { cancelDoctor } from "./session.ts";
import { examination, lesson } from "./state.ts";

export function Doctor(): VNode | null {
  revision.value;
  const now = examination.value;
  const isInLesson = lesson.value !== null && run.value?.end;
  if (!now || isInLesson) return null;
  return (
    <section class="card info" aria-label="The doctor at work">
      <h3>The doctor replays the run</h3>
      <p role="status">
        {now.replays} replays, {now.stage}.{now.best && <span class="soft"> Best: {now.best}.</span>}
      </p>
      <div class="buttons">
        <button type="button" onClick={cancelDoctor}>
          Stop looking
        </button>
      </div>
    </section>
  );
}
