/** @file The kinds of fields that the setup is made of: one of several, a number, a number over many decades. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  /** Whether it differs from the network that learns. */
  readonly changed: boolean;
}

const rowClass = (changed: boolean): string => (changed ? "field changed" : "field");

interface ChoiceProps<T extends string | number> extends FieldProps {
  readonly value: T;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly choose: (value: T) => void;
}

export function Choice<T extends string | number>({ label, changed, value, options, choose }: ChoiceProps<T>): VNode {
  return (
    <label class={rowClass(changed)}>
      <span>{label}</span>
      <select
        value={String(value)}
        onChange={(event) => {
          const found = options.find(([known]) => String(known) === event.currentTarget.value);
          if (found) choose(found[0]);
        }}
      >
        {options.map(([known, text]) => (
          <option key={known} value={String(known)}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whether something was typed that cannot be taken; forgotten when the value changes. */
function useWrong(value: number): [boolean, (wrong: boolean) => void] {
  const [wrong, setWrong] = useState(false);
  useEffect(() => setWrong(false), [value]);
  return [wrong, setWrong];
}

interface WholeProps extends FieldProps {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly choose: (value: number) => void;
}

/** What is no whole number within its limits is told and not taken. */
export function Whole({ label, changed, value, least, most, choose }: WholeProps): VNode {
  const [wrong, setWrong] = useWrong(value);
  return (
    <label class={rowClass(changed)}>
      <span>{label}</span>
      <input
        type="number"
        min={least}
        max={most}
        step="1"
        value={value}
        aria-invalid={wrong}
        onChange={(event) => {
          // Of an empty field NaN, not 0.
          const asked = event.currentTarget.valueAsNumber;
          const isRight = Number.isInteger(asked) && asked >= least && asked <= most;
          setWrong(!isRight);
          if (isRight) choose(asked);
        }}
      />
      {wrong && (
        <small role="alert">
          a whole number from {least} to {most}
        </small>
      )}
    </label>
  );
}

interface DecadesProps extends FieldProps {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly choose: (value: number) => void;
}

/** Twenty stops a decade, of two digits. */
const stops = 20;

/** A slider over many decades beside the number itself, which may be any within the limits. */
export function Decades({ label, changed, value, least, most, choose }: DecadesProps): VNode {
  const [wrong, setWrong] = useWrong(value);
  return (
    <div class={`${rowClass(changed)} decades`}>
      <label>
        <span>{label}</span>
        <input
          type="text"
          inputMode="decimal"
          value={String(value)}
          aria-invalid={wrong}
          onChange={(event) => {
            const asked = Number(event.currentTarget.value);
            const isRight = asked >= least && asked <= most;
            setWrong(!isRight);
            if (isRight) choose(asked);
          }}
        />
      </label>
      <input
        type="range"
        aria-label={`${label}, logarithmic`}
        aria-valuetext={String(value)}
        min={Math.log10(least) * stops}
        max={Math.log10(most) * stops}
        step="1"
        value={Math.round(Math.log10(value) * stops)}
        onChange={(event) => choose(Number((10 ** (Number(event.currentTarget.value) / stops)).toPrecision(2)))}
      />
      {wrong && (
        <small role="alert">
          a number from {least} to {most}
        </small>
      )}
    </div>
  );
}
