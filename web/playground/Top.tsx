/** @file The line at the top, and the line of lessons below it. */
import type { VNode } from "preact";
import { toggleTheme } from "../controls/theme.ts";
import { lessons } from "../lessons/index.ts";
import { openCheck } from "./CheckDialog.tsx";
import { Transport } from "./controls/Transport.tsx";
import { open } from "./session.ts";
import { lesson } from "./state.ts";

export const Top = (): VNode => (
  <header class="top">
    <h1>evenkeel playground</h1>
    <Transport />
    <span class="space" />
    <div class="controls">
      <button
        type="button"
        onClick={openCheck}
        title="what the checker says of your own .onnx file; it stays on this machine"
      >
        Check a model
      </button>
      <button type="button" aria-label="Light or dark" title="light or dark (T)" onClick={toggleTheme}>
        ◐
      </button>
    </div>
  </header>
);

export const Lessons = (): VNode => (
  <nav class="lessons" aria-label="Lessons">
    <button type="button" aria-pressed={lesson.value === null} onClick={() => open(null)}>
      A network that learns
    </button>
    <span class="soft">Break it:</span>
    {lessons.map((known, i) => (
      <button type="button" key={known.id} aria-pressed={lesson.value === known} onClick={() => open(known)}>
        <span class="number">{i + 1}</span> {known.title}
      </button>
    ))}
  </nav>
);
