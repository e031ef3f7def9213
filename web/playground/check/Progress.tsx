/** @file What the checker is at, for how long, and a button that ends it. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CheckStage } from "../../workers/checked.ts";
import { stop } from "./state.ts";

const words: Readonly<Record<CheckStage, string>> = {
  reading: "Reading the file",
  importing: "Importing the graph",
  checking: "Computing ranges, and looking for inputs that show a defect",
  repairing: "Looking for a repair",
};

export function Going({ stage }: { readonly stage: CheckStage }): VNode {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = performance.now();
    const timer = setInterval(() => setSeconds(Math.round((performance.now() - started) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="going">
      <p role="status">{words[stage]}</p>
      <span class="soft" aria-hidden="true">
        {seconds > 0 && `${seconds} s`}
      </span>
      <button type="button" onClick={stop}>
        Stop
      </button>
    </div>
  );
}
