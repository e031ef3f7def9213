/** @file Where a model is given to the checker: a button, a place to drop it, and where its bytes go. */
import type { VNode } from "preact";
import { FileButton } from "./FileButton.tsx";
import { checkFiles, found, refused, stage } from "./state.ts";

/** External data may have any ending. */
const endings = ".onnx,.json,.data,.bin,.weight,.weights,.onnx_data,.pb";

export function Opening(): VNode {
  const isFirst = !found.value && !refused.value && stage.value === null;
  return (
    <div class={`opening ${isFirst ? "first" : ""}`}>
      {isFirst && (
        <p class="lead">
          Where can an ONNX model overflow, divide by zero or leave a function's domain? The checker computes what every
          value may be, for all inputs in their ranges, and looks for inputs that show it.
        </p>
      )}
      <FileButton label={isFirst ? "Check a model" : "Check another model"} accept={endings} onFiles={checkFiles} />
      <p class="soft">
        or drop it here: an <code>.onnx</code> file, with the files of its data and a <code>ranges.json</code> if it has
        them
      </p>
      <p class="soft">The file stays on this machine: it is read by a worker of this page.</p>
    </div>
  );
}
