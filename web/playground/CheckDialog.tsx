/** @file The checker for a model of the reader's own, over the page. */
import { type Signal, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CheckPanel } from "./check/CheckPanel.tsx";

const isOpen: Signal<boolean> = signal(false);

export function openCheck(): void {
  isOpen.value = true;
}

export function CheckDialog(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = isOpen.value;
  useEffect(() => {
    if (shown) dialog.current?.showModal();
  }, [shown]);
  return (
    <dialog
      ref={dialog}
      class="check-dialog"
      aria-label="Check a model"
      onClose={() => {
        isOpen.value = false;
      }}
    >
      <form method="dialog">
        <button type="submit" aria-label="Close">
          ×
        </button>
      </form>
      {shown && <CheckPanel />}
    </dialog>
  );
}
