/** @file What was assumed of a model's inputs, as fields: another range or size, and the model is checked again. */
import type { TargetedSubmitEvent, VNode } from "preact";
import { useId, useState } from "preact/hooks";
import { shown } from "../../model/numbers.ts";
import type { CheckedDim, CheckedInput, CheckedModel } from "../../workers/checked.ts";
import { assumedFrom, type Mistakes, type Typed, type TypedRange, typedOf } from "./assumptions.ts";
import { checkAgain } from "./state.ts";

export function Assumed({ checked }: { readonly checked: CheckedModel }): VNode | null {
  const [edited, setEdited] = useState<{ readonly of: CheckedModel; readonly typed: Typed } | null>(null);
  const [mistakes, setMistakes] = useState<Mistakes | null>(null);
  // What was typed about the check before is what this one has assumed.
  const typed = edited?.of === checked ? edited.typed : typedOf(checked);
  const setTyped = (now: Typed): void => setEdited({ of: checked, typed: now });
  const { inputs, dims, loss } = checked;
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const assumed = assumedFrom(typed, checked);
    setMistakes("mistakes" in assumed ? assumed.mistakes : null);
    if ("asked" in assumed) checkAgain(assumed.asked);
  };
  return (
    <form class="card info assumed" aria-label="Assumed" onSubmit={submit} noValidate>
      <h3>Assumed</h3>
      <p class="soft">
        {inputs.length === 0
          ? "The model has no inputs: what it computes is always the same."
          : "Findings hold for all inputs in these ranges. Narrow them to what your data can be, and check again."}
      </p>
      <div class="ranges">
        {inputs.map((input, i) => (
          <RangeRow
            key={input.name}
            input={input}
            typed={typed.ranges[i]!}
            mistake={mistakes?.ranges[i] ?? null}
            hasRoles={loss !== null}
            onTyped={(range) => setTyped({ ...typed, ranges: typed.ranges.with(i, range) })}
          />
        ))}
      </div>
      {dims.length > 0 && <h4>Sizes that the model leaves open</h4>}
      {dims.map((dim, i) => (
        <SizeRow
          key={dim.name}
          dim={dim}
          typed={typed.sizes[i]!}
          mistake={mistakes?.sizes[i] ?? null}
          onTyped={(size) => setTyped({ ...typed, sizes: typed.sizes.with(i, size) })}
        />
      ))}
      <label class="flush">
        <input
          type="checkbox"
          checked={typed.flushToZero}
          onChange={({ currentTarget }) => setTyped({ ...typed, flushToZero: currentTarget.checked })}
        />
        subnormal numbers are taken for 0, as TensorFlow does
      </label>
      <div class="buttons">
        <button type="submit">Check again</button>
      </div>
    </form>
  );
}

interface SizeRowProps {
  readonly dim: CheckedDim;
  readonly typed: string;
  readonly mistake: string | null;
  readonly onTyped: (typed: string) => void;
}

const SizeRow = ({ dim: { name, size }, typed, mistake, onTyped }: SizeRowProps): VNode => (
  <label class="size">
    <code>{name}</code>
    <input
      inputMode="numeric"
      value={typed}
      placeholder={`${size}`}
      aria-invalid={mistake !== null}
      onInput={({ currentTarget }) => onTyped(currentTarget.value)}
    />
    {mistake && <span class="mistake">{mistake}</span>}
  </label>
);

interface RangeRowProps {
  readonly input: CheckedInput;
  readonly typed: TypedRange;
  readonly mistake: string | null;
  /** Whether gradients are looked at, so that it matters what an input is. */
  readonly hasRoles: boolean;
  readonly onTyped: (typed: TypedRange) => void;
}

const roles = ["input", "label", "weight"] as const;

function RangeRow({ input, typed, mistake, hasRoles, onTyped }: RangeRowProps): VNode {
  const { name, type, lo, hi } = input;
  const mistakeId = useId();
  const end = (which: "lo" | "hi", label: string, any: number): VNode => (
    <input
      inputMode="decimal"
      aria-label={`${name}, ${label}`}
      aria-invalid={mistake !== null}
      aria-describedby={mistakeId}
      value={typed[which]}
      placeholder={shown(any)}
      onInput={({ currentTarget }) => onTyped({ ...typed, [which]: currentTarget.value })}
    />
  );
  return (
    <fieldset class="range">
      <legend>
        <code>{name}</code> <span class="soft">{type}</span>
      </legend>
      <span class="ends">
        {end("lo", "least", lo)}
        <span class="soft">to</span>
        {end("hi", "most", hi)}
        {hasRoles && (
          <select
            aria-label={`${name} is`}
            value={typed.role}
            onChange={({ currentTarget }) => onTyped({ ...typed, role: currentTarget.value })}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {role}
              </option>
            ))}
          </select>
        )}
      </span>
      {!input.stated && typed.lo === "" && typed.hi === "" && (
        <span class="soft any">any number: nothing is stated</span>
      )}
      <span id={mistakeId} class="mistake" role="alert">
        {mistake}
      </span>
    </fieldset>
  );
}
