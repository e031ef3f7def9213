/** @file The keys that hold the run: play, step, reset. */
import { playOrPause, reset, step } from "./session.ts";
import { guess, lesson } from "./state.ts";

export const transportKeys: readonly (readonly [key: string, does: string])[] = [
  ["Space", "play or pause"],
  [".", "one step"],
  ["R", "begin anew"],
  ["D", "draw a digit"],
];

const actions: Readonly<Record<string, () => void>> = { " ": playOrPause, ".": step, r: reset };

export function listenForTransport(): void {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const types =
      target instanceof Element && target.closest("input, select, textarea, button, summary, dialog") !== null;
    const asks = lesson.value !== null && guess.value === null;
    const action = actions[event.key.toLowerCase()];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || types || asks) return;
    event.preventDefault();
    action();
  });
}
