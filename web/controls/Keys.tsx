/** @file The list of keys. */
import type { RefObject, VNode } from "preact";

interface KeysProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly keys: readonly (readonly [key: string, does: string])[];
}

export const Keys = ({ dialog, keys }: KeysProps): VNode => (
  <dialog ref={dialog} aria-label="Keys">
    <dl class="keys">
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <form method="dialog">
      <button type="submit">Close</button>
    </form>
  </dialog>
);
