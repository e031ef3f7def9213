/** @file What is going on, for a moment, in a corner; it can be closed. */
import type { VNode } from "preact";
import { notice } from "../state.ts";

export function Notice(): VNode | null {
  if (notice.value === null) return null;
  return (
    <p class="notice" role="status">
      {notice.value}
      <button
        type="button"
        aria-label="Close"
        onClick={() => {
          notice.value = null;
        }}
      >
        ×
      </button>
    </p>
  );
}
