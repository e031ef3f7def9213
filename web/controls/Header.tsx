/** @file The line at the top: which run, how far it is, and the controls. */
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Tone } from "../cards/verdict.ts";
import { duration, whole } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { openFiles } from "../source/file.ts";
import {
  compared,
  logarithmicCost,
  logarithmicSteps,
  notice,
  revision,
  run,
  runs,
  smoothing,
  source,
  state,
} from "../state.ts";
import { csvOf } from "./csv.ts";
import { pictureOf } from "./png.ts";
import { save } from "./save.ts";
import { toggleTheme } from "./theme.ts";

export function Header({ open, tone }: { readonly open: (id: string) => void; readonly tone: Tone }): VNode {
  revision.value;
  const shown = run.value;
  return (
    <header class="top">
      <h1>evenkeel</h1>
      {shown && <Which shown={shown} open={open} />}
      {shown && <Network shown={shown} />}
      {shown && <Pill tone={tone} />}
      {shown && <span class="progress">{progress(shown)}</span>}
      <span class="space" />
      <Controls shown={shown} />
    </header>
  );
}

function Which({ shown, open }: { readonly shown: Run; readonly open: (id: string) => void }): VNode {
  if (runs.value.length < 2) return <span class="run">{shown.name}</span>;
  const current = runs.value.find(({ name }) => name === shown.name);
  return (
    <select
      aria-label="Run"
      class="run"
      value={current?.id ?? ""}
      onChange={(event) => open(event.currentTarget.value)}
    >
      {runs.value.map(({ id, name, state: how }) => (
        <option key={id} value={id}>
          {name} ({how})
        </option>
      ))}
    </select>
  );
}

/** Sizes from input to output: "784 → 128 relu → 10". */
function Network({ shown: { start } }: { readonly shown: Run }): VNode | null {
  if (!start) return null;
  const inputs = start.data.inputShape.reduce((product, size) => product * size, 1);
  const model: readonly unknown[] = Array.isArray(start.experiment?.model) ? start.experiment.model : [];
  const sizes = model.flatMap((layer) => {
    const { units, activation } = layer as { units?: unknown; activation?: unknown };
    return typeof units === "number"
      ? [{ units, activation: activation === "linear" ? "" : String(activation ?? "") }]
      : [];
  });
  if (sizes.length === 0) return null;
  return (
    <span
      class="network"
      role="img"
      aria-label={`network: ${inputs}, ${sizes.map(({ units, activation }) => `${units} ${activation}`).join(", ")}`}
    >
      <i>{inputs}</i>
      {sizes.map(({ units, activation }, i) => (
        <i key={i} title={activation}>
          {units}
        </i>
      ))}
    </span>
  );
}

const words: Readonly<Record<string, string>> = {
  "early-stopping": "stopped early",
  symptom: "given up",
  "no run": "no record",
};

/** A run that came to its end is no success for that. */
const Pill = ({ tone }: { readonly tone: Tone }): VNode => (
  <span class={`pill ${state.value === "running" ? "calm" : tone}`}>
    <span aria-hidden="true">●</span> {words[state.value] ?? state.value}
  </span>
);

/** "step 240 of 400 · 31 ms a step · 5 s left". */
function progress({ steps, start, end, epochs }: Run): string {
  const done = Math.max(end?.step ?? 0, steps.length > 0 ? steps.last + 1 : 0);
  const total = start?.totalSteps ?? 0;
  const perEpoch = start?.stepsPerEpoch ?? 0;
  const seconds = epochs.reduce((sum, epoch) => sum + (Number.isFinite(epoch.seconds) ? epoch.seconds : 0), 0);
  const perStep = epochs.length > 0 && perEpoch > 0 ? seconds / epochs.length / perEpoch : null;
  const left = perStep !== null && !end && total > done ? `${duration((total - done) * perStep)} left` : null;
  const pace =
    perStep === null
      ? null
      : `${perStep < 1 ? `${Number((1000 * perStep).toPrecision(2))} ms` : duration(perStep)} a step`;
  return [`step ${whole(done)} of ${whole(total)}`, pace, left].filter(Boolean).join(" · ");
}

function Controls({ shown }: { readonly shown: Run | null }): VNode {
  const files = useRef<HTMLInputElement>(null);
  const actions = source.value?.actions ?? {};
  const draw = async (): Promise<void> => {
    const blob = await pictureOf(document.querySelector("main")!);
    if (blob) save(blob, `${shown?.name}.png`);
  };
  return (
    <div class="controls">
      {actions.stop && state.value === "running" && (
        <button type="button" class="stop" onClick={() => void actions.stop?.()}>
          Stop
        </button>
      )}
      {shown && (
        <>
          <Compare />
          <Toggle name="log steps" signal={logarithmicSteps} />
          <Toggle name="log cost" signal={logarithmicCost} />
          <label class="smooth">
            smooth
            <input
              type="range"
              min="0"
              max="0.98"
              step="0.02"
              value={smoothing.value}
              aria-valuetext={String(smoothing.value)}
              onInput={(event) => {
                smoothing.value = Number(event.currentTarget.value);
              }}
            />
          </label>
          <button
            type="button"
            title="all series as comma-separated values"
            onClick={() => save(new Blob([csvOf(shown)], { type: "text/csv" }), `${shown.name}.csv`)}
          >
            CSV
          </button>
          <button type="button" title="the panels as a picture" onClick={() => void draw()}>
            PNG
          </button>
        </>
      )}
      {actions.page && (
        <a class="button" href={actions.page} download title="this page with the run in it, as one file">
          Save HTML
        </a>
      )}
      <button type="button" title="open a record.jsonl" onClick={() => files.current?.click()}>
        Open
      </button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept=".jsonl,.json"
        aria-label="Open a record"
        onChange={(event) => void openFiles([...(event.currentTarget.files ?? [])])}
      />
      <button type="button" aria-label="Light or dark" title="light or dark (T)" onClick={toggleTheme}>
        ◐
      </button>
    </div>
  );
}

const Toggle = ({ name, signal }: { readonly name: string; readonly signal: { value: boolean } }): VNode => (
  <button
    type="button"
    aria-pressed={signal.value}
    onClick={() => {
      signal.value = !signal.value;
    }}
  >
    {name}
  </button>
);

/** Another run of the list, drawn beside this one. */
function Compare(): VNode | null {
  const compare = source.value?.actions.compare;
  const others = runs.value.filter(({ name }) => name !== run.value?.name);
  if (!compare || others.length === 0) return null;
  const choose = async (id: string): Promise<void> => {
    if (id === "") {
      compared.value = null;
      return;
    }
    try {
      compared.value = await compare(id);
    } catch (error) {
      notice.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <select aria-label="Compare with" onChange={(event) => void choose(event.currentTarget.value)}>
      <option value="">compare</option>
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
