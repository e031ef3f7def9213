/** @file What was checked, and what it comes to. */
import type { VNode } from "preact";
import { CopyButton } from "../../cards/parts.tsx";
import { save } from "../../controls/save.ts";
import { duration, listed, whole } from "../../model/numbers.ts";
import type { CheckedModel } from "../../workers/checked.ts";

interface ModelProps {
  readonly checked: CheckedModel;
  readonly text: string;
  readonly report: Blob;
}

const tones = { defects: "error", open: "warning", safe: "good" } as const;
const marks = { defects: "✖", open: "⚠", safe: "✓" } as const;

export function Model({ checked, text, report }: ModelProps): VNode {
  const { name, conclusion, unknown, withoutGradient } = checked;
  const { kind } = conclusion;
  return (
    <section class={`card ${tones[kind]} conclusion`} aria-label={name}>
      <h3>{name}</h3>
      <p class="soft meta">{metaOf(checked)}</p>
      <p role="status" class="verdict-line">
        <b>
          <span aria-hidden="true">{marks[kind]}</span> {sentence(conclusion.text)}
        </b>
      </p>
      <p class="soft">{lookedAt(checked)}</p>
      {unknown.length > 0 && (
        <details open={unknown.length <= 3}>
          <summary>{unknown.length} kinds of op are unknown: their results may be anything</summary>
          <ul>
            {unknown.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
      {withoutGradient.length > 0 && (
        <p class="soft">No gradient is known of {listed(withoutGradient)}: it is taken for finite.</p>
      )}
      <div class="buttons">
        <CopyButton text={text} label="Copy as text" />
        <button type="button" onClick={() => save(report, name.replace(/(\.onnx)?$/i, ".check.json"))}>
          Save as JSON
        </button>
      </div>
    </section>
  );
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Number((bytes / 1e3).toPrecision(3))} kB`;
  return `${Number((bytes / 1e6).toPrecision(3))} MB`;
}

const metaOf = ({ bytes, opset, nodes, ops, producer }: CheckedModel): string =>
  [
    size(bytes),
    `opset ${opset}`,
    `${whole(nodes)} ${nodes === 1 ? "node" : "nodes"} of ${ops} ${ops === 1 ? "kind" : "kinds"}`,
    ...(producer ? [`written by ${producer}`] : []),
  ].join(" · ");

/** What "no defect" is said of. */
function lookedAt({ loss, seconds, inputs, flushToZero }: CheckedModel): string {
  const values = loss === null ? "every value" : `every value, and the gradients of ${loss}`;
  const given = inputs.length === 0 ? "the model has no inputs" : "for all inputs in the ranges below";
  const flushed = flushToZero ? ", subnormal numbers taken for 0" : "";
  return `Looked at ${values}, ${given}${flushed}, in ${seconds < 0.1 ? "under 0.1 s" : duration(seconds)}.`;
}
