/** @file Panel: the metric of each epoch on the parts of the data: accuracy where there is one. */
import type { Line } from "../charts/spec.ts";
import { percent, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import type { Panel } from "./_panel.ts";

const parts = ["train", "validation", "test"] as const;
const colors = { train: "--layer-1", validation: "--layer-2", test: "--layer-3" } as const;

const metricOf = ({ epochs }: Run): string | null => {
  const known = Object.keys(epochs[0]?.train ?? {});
  return known.includes("accuracy") ? "accuracy" : (known.find((name) => name !== "loss") ?? null);
};

function lines(run: Run, metric: string): readonly Line[] {
  return parts.flatMap((part): Line[] => {
    const known = run.epochs.filter((epoch) => epoch[part]?.[metric] !== undefined);
    if (known.length === 0) return [];
    return [
      {
        name: part === "validation" ? "val" : part,
        color: colors[part],
        steps: known.map(({ step }) => step),
        values: known.map((epoch) => epoch[part]![metric]!),
        look: "line",
        told: true,
        railed: true,
      },
    ];
  });
}

/** The share of the commonest class: what always naming it scores. */
function chance({ start }: Run): number | null {
  const targets = start?.data.targets;
  if (targets?.kind !== "labels" || targets.counts.length === 0) return null;
  return Math.max(...targets.counts) / targets.counts.reduce((sum, count) => sum + count, 0);
}

export const accuracy: Panel = {
  id: "accuracy",
  title: "Accuracy",
  place: "bottom",
  note: ({ run }) => (metricOf(run) === "accuracy" ? "after each epoch" : (metricOf(run) ?? "")),
  picture: ({ run }) => {
    const metric = metricOf(run);
    if (metric === null) return null;
    const base = metric === "accuracy" ? chance(run) : null;
    const level =
      base === null
        ? []
        : [{ value: base, label: `commonest class: ${percent(base)}`, tone: "soft", inView: true } as const];
    return { kind: "chart", chart: { lines: lines(run, metric), axis: "linear", levels: level, bands: [], flags: [] } };
  },
  sentence: ({ run }) => {
    const metric = metricOf(run);
    const epoch = run.epochs.at(-1);
    if (metric === null || !epoch) return "No epoch has ended yet.";
    const name = (value: number): string => (metric === "accuracy" ? percent(value) : written(value));
    const told = parts.flatMap((part) =>
      epoch[part]?.[metric] === undefined ? [] : [`${part} ${name(epoch[part][metric]!)}`],
    );
    return `After epoch ${epoch.epoch + 1}: ${told.join(", ")}.`;
  },
  table: ({ run }) => ({
    head: ["step", "part", "metric", "value"],
    rows: run.epochs.flatMap((epoch) =>
      parts.flatMap((part) =>
        Object.entries(epoch[part] ?? {}).map(([metric, value]) => [epoch.step, part, metric, value]),
      ),
    ),
  }),
};
