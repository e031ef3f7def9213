/** @file The panel of the checker: a model of the visitor's own is checked in a worker of the page. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Assumed } from "./Assumed.tsx";
import { Findings } from "./Findings.tsx";
import { Model } from "./Model.tsx";
import { Opening } from "./Opening.tsx";
import { Going } from "./Progress.tsx";
import { RefusedCard } from "./RefusedCard.tsx";
import { Repaired } from "./Repaired.tsx";
import { checkFiles, found, refused, repaired, stage, stop } from "./state.ts";
import "../../theme/check.css";

export function CheckPanel(): VNode {
  useEffect(() => stop, []);
  const isOver = useDrops(checkFiles);
  const shown = found.value;
  return (
    <section class={`check ${isOver ? "over" : ""}`} aria-label="Check a model">
      <h2>Check a model of your own</h2>
      <Opening />
      {stage.value && stage.value !== "repairing" && <Going stage={stage.value} />}
      {refused.value && <RefusedCard {...refused.value} />}
      {shown && (
        <div class="check-result" aria-busy={stage.value !== null && stage.value !== "repairing"}>
          <Model {...shown} />
          <Assumed checked={shown.checked} />
          {stage.value === "repairing" && <Going stage="repairing" />}
          {repaired.value && <Repaired repaired={repaired.value} />}
          <Findings findings={shown.checked.findings} places={repaired.value?.places ?? []} />
        </div>
      )}
    </section>
  );
}

/** Files may be dropped anywhere while the panel is open: elsewhere the browser would leave the page for them. */
function useDrops(open: (dropped: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      open([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, [open]);
  return isOver;
}
