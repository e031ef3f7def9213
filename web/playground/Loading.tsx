/** @file What is fetched before the first step, with how far it is; and what went wrong, with what to do. */
import type { VNode } from "preact";
import { loading, phase, refusal } from "./state.ts";

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export function Loading(): VNode | null {
  const wrong = refusal.value;
  if (wrong) {
    return (
      <section class="verdict bad" role="alert">
        <p>
          <b>
            <span aria-hidden="true">✖</span> {wrong.message}.
          </b>{" "}
          {[wrong.where, wrong.found && `found: ${wrong.found}`, wrong.help].filter(Boolean).join(" · ")}
        </p>
      </section>
    );
  }
  const unfinished = [...loading.value].filter(([, { loaded, total }]) => total === 0 || loaded < total);
  if (phase.value !== "preparing" && phase.value !== "waiting") return null;
  return (
    <section class="verdict calm">
      <p role="status">
        <b>
          <span aria-hidden="true">…</span> Getting ready.
        </b>{" "}
        {unfinished.length === 0 ? "The network is being compiled." : "Fetched once, then kept by the browser:"}
      </p>
      {unfinished.map(([what, { loaded, total }]) => (
        <label key={what} class="loading">
          {what} {total > 0 ? `${megabytes(loaded)} of ${megabytes(total)}` : megabytes(loaded)}
          <progress value={total > 0 ? loaded : undefined} max={total > 0 ? total : undefined} />
        </label>
      ))}
    </section>
  );
}
