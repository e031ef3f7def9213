/** @file The keys that hold the run: play, step, reset. */
import { drawingKey } from "../controls/keys.ts";
import { playOrPause, reset, step } from "./session.ts";
import { asks } from "./state.ts";

export const transportKeys: readonly (readonly [key: string, does: string])[] = [
  ["Space", "play or pause"],
  [".", "one step"],
  ["R", "begin anew"],
  drawingKey,
];

const actions: Readonly<Record<string, () => void>> = { " ": playOrPause, ".": step, r: reset };

export function listenForTransport(): void {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const types =
      target instanceof Element &&
      target.closest("input, select, textarea, button, summary, dialog, .scrolls") !== null;
    const action = actions[event.key.toLowerCase()];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || types || asks.value) return;
    event.preventDefault();
    // A key that is held down goes on stepping, but neither plays and pauses in turn nor begins again and again.
    if (!event.repeat || action === step) action();
  });
}
