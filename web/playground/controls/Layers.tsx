/** @file The hidden layers: a number of units each, one more, one less. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { limits } from "../setup/setup.ts";

interface LayersProps {
  readonly value: readonly number[];
  readonly changed: boolean;
  readonly choose: (layers: readonly number[]) => void;
}

/** Networks that people begin with; the last is the one of the forum. */
const known: readonly (readonly number[])[] = [[], [64, 32], [128, 64], [512, 256, 128, 64]];
const nameOf = (layers: readonly number[]): string => (layers.length === 0 ? "no hidden layer" : layers.join(", "));

export function Layers({ value, changed, choose }: LayersProps): VNode {
  const last = value.at(-1) ?? 64;
  const [wrong, setWrong] = useState(false);
  useEffect(() => setWrong(false), [value]);
  const setUnits = (at: number, units: number): void => {
    const isRight = Number.isInteger(units) && units >= 1 && units <= limits.units;
    setWrong(!isRight);
    if (isRight) choose(value.map((old, i) => (i === at ? units : old)));
  };
  return (
    <div class={changed ? "layers changed" : "layers"}>
      <select
        aria-label="Hidden layers"
        value={nameOf(value)}
        onChange={(event) => {
          const found = known.find((layers) => nameOf(layers) === event.currentTarget.value);
          if (found) choose(found);
        }}
      >
        {!known.some((layers) => nameOf(layers) === nameOf(value)) && <option>{nameOf(value)}</option>}
        {known.map((layers) => (
          <option key={nameOf(layers)}>{nameOf(layers)}</option>
        ))}
      </select>
      <span class="end" title="pixels">
        784
      </span>
      {value.map((units, i) => (
        <input
          key={i}
          type="number"
          min="1"
          max={limits.units}
          value={units}
          aria-label={`units of hidden layer ${i + 1}`}
          onChange={(event) => setUnits(i, event.currentTarget.valueAsNumber)}
        />
      ))}
      <span class="end" title="classes">
        10
      </span>
      <button
        type="button"
        aria-label="One layer less"
        disabled={value.length === 0}
        onClick={() => choose(value.slice(0, -1))}
      >
        −
      </button>
      <button
        type="button"
        aria-label="One layer more"
        disabled={value.length >= limits.layers}
        onClick={() => choose([...value, last])}
      >
        +
      </button>
      {wrong && <small role="alert">a whole number from 1 to {limits.units}</small>}
    </div>
  );
}
