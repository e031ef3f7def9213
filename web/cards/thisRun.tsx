/** @file The card of what was run: optimizer, batches, seed, engine, and the formulas that were made safe. */
import type { VNode } from "preact";
import type { StartEvent } from "../../src/record/events.ts";
import { whole, shown as written } from "../model/numbers.ts";
import { revision, run } from "../state.ts";

type Row = readonly [name: string, value: string];

/** "sgd, learning rate 0.1": the fields that are numbers. */
function optimizerOf({ experiment }: StartEvent): string {
  const { name, learningRate, ...rest } = (experiment?.optimizer ?? {}) as unknown as Record<string, unknown>;
  const more = Object.entries(rest).flatMap(([key, value]) =>
    typeof value === "number" && value !== 0 ? [`${key} ${written(value)}`] : [],
  );
  return [String(name ?? "?"), `learning rate ${written(Number(learningRate))}`, ...more].join(", ");
}

function rowsOf(start: StartEvent): readonly Row[] {
  const { experiment, engine, stepsPerEpoch, rewrites } = start;
  const scaling: unknown = experiment?.data?.inputScaling;
  const safe = (rewrites ?? []).map(({ id, count }) => (count > 1 ? `${id} × ${count}` : id));
  return [
    ["optimizer", optimizerOf(start)],
    [
      "batch",
      `${experiment?.batchSize ?? "?"}, ${whole(stepsPerEpoch)} steps an epoch, ${experiment?.epochs ?? "?"} epochs`,
    ],
    ["loss", String(experiment?.loss?.name ?? "?")],
    ["inputs scaled", typeof scaling === "string" ? scaling : JSON.stringify(scaling ?? "?")],
    ["seed", String(experiment?.seed ?? "?")],
    ["engine", [engine, experiment?.precision].filter(Boolean).join(", ")],
    [
      "made safe",
      safe.length > 0
        ? safe.join(", ")
        : experiment?.rewrites === "off"
          ? "nothing: rewrites are off"
          : "nothing to do",
    ],
  ];
}

export function ThisRun(): VNode | null {
  revision.value;
  const start = run.value?.start;
  if (!start) return null;
  return (
    <section class="card info" aria-label="This run">
      <h3>
        <span aria-hidden="true">ℹ</span> This run
      </h3>
      <dl class="evidence narrow">
        {rowsOf(start).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
