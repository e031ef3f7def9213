/** @file Ten bars: how probable each digit is. */
import type { VNode } from "preact";
import { percent } from "../model/numbers.ts";

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** @param probabilities null where there is nothing to answer to */
export function Softmax({ probabilities }: { readonly probabilities: readonly number[] | null }): VNode {
  const most = probabilities ? Math.max(...probabilities) : Number.NaN;
  return (
    <ul class="softmax" aria-label="probability of each digit">
      {digits.map((digit) => {
        const share = probabilities?.[digit];
        return (
          <li key={digit} class={share === most ? "most" : ""}>
            <span>{digit}</span>
            <span class="track">{share !== undefined && <i style={{ width: `${100 * share}%` }} />}</span>
            <span>{share === undefined ? "" : percent(share)}</span>
          </li>
        );
      })}
    </ul>
  );
}
