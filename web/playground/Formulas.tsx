/** @file What the compiler made safe: each formula as it was written and as it is computed. */
import type { VNode } from "preact";
import { formulas, setup } from "./state.ts";

export function Formulas(): VNode | null {
  const made = formulas.value;
  if (made.length === 0 && setup.value.formulas === "stable") return null;
  return (
    <section class="card info" aria-label="Made safe by the compiler">
      <h3>
        <span aria-hidden="true">ℹ</span>{" "}
        {made.length === 0 ? "Computed as it is written" : "Made safe by the compiler"}
      </h3>
      {made.length === 0 && (
        <p class="soft">
          The stability rewrites are off: exp overflows above 88.72 in float32, and the logarithm of 0 is −∞.
        </p>
      )}
      {made.map(({ id, before, after, why, failsAt }) => (
        <details key={`${id} ${before}`}>
          <summary>
            <code class="minus">{before}</code> → <code class="plus">{after}</code>
          </summary>
          <p>{why}</p>
          <p class="soft">As it is written it fails at {failsAt}.</p>
        </details>
      ))}
    </section>
  );
}
