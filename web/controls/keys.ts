/** @file The keyboard: what the mouse can do, keys can. */
import { focusPaper } from "../draw/DigitPad.tsx";
import { firstAtLeast } from "../model/column.ts";
import type { Span } from "../model/thin.ts";
import { hovered, jumpTo, logarithmicCost, logarithmicSteps, run, span, zoom } from "../state.ts";
import { toggleTheme } from "./theme.ts";

export const help: readonly (readonly [key: string, does: string])[] = [
  ["← →", "step before, step after; with Shift ten"],
  ["+ −", "show fewer steps, show more"],
  ["0", "show all steps"],
  ["J", "jump to the first odd step"],
  ["L", "steps on a logarithmic or linear axis"],
  ["C", "cost on a logarithmic or linear axis"],
  ["T", "light or dark"],
  ["?", "this list"],
];

/** Where there is paper to draw on. */
export const drawingKey: readonly [key: string, does: string] = [
  "D",
  "draw a digit; there Ctrl-Z takes back, Esc clears",
];

function move(by: number): void {
  const steps = run.value?.steps.values;
  if (!steps || steps.length === 0) return;
  const { from, to } = span.value;
  const row =
    hovered.value === null
      ? by > 0
        ? firstAtLeast(steps, from)
        : firstAtLeast(steps, to)
      : firstAtLeast(steps, hovered.value) + by;
  hovered.value = steps[Math.max(0, Math.min(steps.length - 1, row))]!;
}

/** The window grown or shrunk around the hovered step, else around its middle. */
function scale(by: number): void {
  const { from, to } = span.value;
  const last = Math.max(1, run.value?.lastStep ?? 1);
  const middle = hovered.value ?? (from + to) / 2;
  const next: Span = {
    from: Math.max(0, Math.floor(middle - (middle - from) * by)),
    to: Math.min(last, Math.ceil(middle + (to - middle) * by)),
  };
  if (next.to - next.from < 2) return;
  zoom.value = next.from === 0 && next.to === last ? null : next;
}

const actions: Readonly<Record<string, (jump: number | null) => void>> = {
  "+": () => scale(0.5),
  "=": () => scale(0.5),
  "-": () => scale(2),
  "0": () => {
    zoom.value = null;
  },
  j: (jump) => {
    if (jump !== null) jumpTo(jump);
  },
  l: () => {
    logarithmicSteps.value = !logarithmicSteps.value;
  },
  c: () => {
    logarithmicCost.value = !logarithmicCost.value;
  },
  d: focusPaper,
  t: toggleTheme,
};

/** @param odd the step that J jumps to */
export function listenForKeys(odd: () => number | null, showHelp: () => void): void {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const types = target instanceof Element && target.closest("input, select, textarea, .scrolls") !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || types) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      move((event.key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? 10 : 1));
      event.preventDefault();
    } else if (event.key === "Escape") hovered.value = null;
    else if (event.key === "?") showHelp();
    else actions[event.key.toLowerCase()]?.(odd());
  });
}
