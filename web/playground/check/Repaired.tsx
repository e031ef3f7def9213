/** @file The repaired model: which defects are gone, which nodes were replaced, and the model as a file. */
import type { VNode } from "preact";
import { save } from "../../controls/save.ts";
import type { NodeLine, RepairedModel } from "../../workers/checked.ts";

/** So many lines of the difference are seen at once, and so many when they are asked for. */
const firstLines = 12;
const mostLines = 200;

export function Repaired({ repaired }: { readonly repaired: RepairedModel }): VNode | null {
  const { file, gone, remaining, refused } = repaired;
  if (!file && refused.length === 0) return null;
  return (
    <section class={`card ${file ? "good" : "info"} repaired`} aria-label="Repair">
      <h3>
        <span aria-hidden="true">{file ? "✓" : "ℹ"}</span> {headline(repaired)}
      </h3>
      {gone.length > 0 && <p class="soft">Gone: {gone.join("; ")}.</p>}
      {file && remaining.length > 0 && <p>Still there: {remaining.join("; ")}.</p>}
      {file && (
        <p class="soft">
          Each rewrite was accepted because the analysis no longer finds the defect, and both models gave the same
          outputs on samples in the ranges, in the reference interpreter.
        </p>
      )}
      <Difference repaired={repaired} />
      {refused.map(({ op, node, rules, reason }) => (
        <p class="soft" key={node}>
          Left as it is, {op} {node} ({rules.join(", ")}): {reason}.
        </p>
      ))}
      {file && (
        <div class="buttons">
          <button type="button" class="primary" onClick={() => save(file, file.name)}>
            Save the repaired model
          </button>
        </div>
      )}
    </section>
  );
}

function headline({ file, gone, remaining, places }: RepairedModel): string {
  if (!file) return "There is no rewrite that takes a defect away";
  const many = `${places.length} ${places.length === 1 ? "place" : "places"} rewritten, ${gone.length} ${gone.length === 1 ? "finding" : "findings"} gone`;
  return remaining.length === 0
    ? `Repaired: ${many}, no defect remains`
    : `Repaired in part: ${many}, ${remaining.length} left`;
}

function Difference({ repaired: { diff } }: { readonly repaired: RepairedModel }): VNode | null {
  if (diff.length === 0) return null;
  const rest = diff.slice(firstLines, mostLines);
  return (
    <>
      <NodeLines lines={diff.slice(0, firstLines)} />
      {rest.length > 0 && (
        <details>
          <summary>{diff.length - firstLines} more lines</summary>
          <NodeLines lines={rest} />
          {diff.length > mostLines && <p class="soft">and {diff.length - mostLines} more</p>}
        </details>
      )}
    </>
  );
}

const NodeLines = ({ lines }: { readonly lines: readonly NodeLine[] }): VNode => (
  <pre class="diff">
    {lines.map(({ sign, text }) => (
      <span key={`${sign}${text}`} class={sign === "-" ? "minus" : "plus"}>
        {sign} {text}
      </span>
    ))}
  </pre>
);
