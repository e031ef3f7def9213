/** @file Why a model could not be checked, and what to do. */
import type { VNode } from "preact";
import type { Refusal } from "../../workers/protocol.ts";
import { FileButton } from "./FileButton.tsx";
import { addFiles, files } from "./state.ts";

interface RefusedProps {
  readonly refusal: Refusal;
  /** Files that the model needs and that were not given. */
  readonly missing: readonly string[];
}

export function RefusedCard({ refusal, missing }: RefusedProps): VNode {
  const { message, where, found, help } = refusal;
  const rows = [["where", where] as const, ["found", found] as const, ["what to do", help] as const];
  return (
    <section class="card error" role="alert" aria-label={message}>
      <h3>
        <span aria-hidden="true">✖</span> {message}
      </h3>
      <p class="soft meta">{files.value.map(({ name }) => name).join(", ")}</p>
      <dl class="evidence narrow">
        {rows.map(
          ([name, said]) =>
            said && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{said}</dd>
              </div>
            ),
        )}
      </dl>
      {missing.length > 0 && (
        <div class="buttons">
          <FileButton
            label={missing.length === 1 ? `Choose ${missing[0]}` : `Choose the ${missing.length} files`}
            onFiles={addFiles}
          />
        </div>
      )}
    </section>
  );
}
