/** @file Panel: which units still fire: a row a unit, sorted by when it fired last; where units are not told, shares. */
import { rateIn, type StripSpec } from "../charts/matrix.ts";
import { listed, percent } from "../model/numbers.ts";
import type { Layer, Run } from "../model/run.ts";
import { layerColor, layerLines, noHealth, notMeasured } from "./_layers.ts";
import type { Panel, Shown } from "./_panel.ts";

const isTold = ({ firing }: Layer): boolean => firing.some((text) => text !== "");

const unitsOf = ({ firing }: Layer): number => firing.reduce((most, text) => Math.max(most, text.length / 2), 0);

/** Units that fired last stand on top. */
function byDeath(measured: readonly string[], units: number): readonly number[] {
  const lastFired = Array.from({ length: units }, (_, unit) => {
    let row = measured.length - 1;
    while (row >= 0 && !(rateIn(measured[row]!, unit) > 0)) row--;
    return row;
  });
  return Array.from({ length: units }, (_, unit) => unit).sort((a, b) => lastFired[b]! - lastFired[a]! || a - b);
}

function stripOf({ layers, healthSteps }: Run): StripSpec {
  return {
    steps: healthSteps.values,
    groups: layers.filter(isTold).map((layer) => {
      const { name, firing: measured } = layer;
      const order = byDeath(measured, unitsOf(layer));
      return { name, color: layerColor(layers.indexOf(layer)), order, measured };
    }),
  };
}

function sentence({ run: { layers, healthSteps } }: Shown): string {
  if (healthSteps.length === 0) return noHealth;
  const told = layers.filter(isTold);
  if (told.length === 0) {
    return `${listed(layers.map(({ name, deadShare, saturatedShare }) => `${name} ${percent(deadShare.last)} silent, ${percent(saturatedShare.last)} flat`))}.`;
  }
  const silent = told.map((layer) => {
    const latest = layer.firing.at(-1) ?? "";
    const count = latest.match(/../g)?.filter((rate) => rate === "00").length ?? 0;
    return `${count} of ${latest.length / 2} in ${layer.name}`;
  });
  return `Units that fire for no example now: ${listed(silent)}.`;
}

export const alive: Panel = {
  id: "alive",
  title: "Alive units",
  place: "middle",
  note: ({ run }) =>
    run.layers.some(isTold)
      ? "a row a unit, latest to fire on top · red: never fires"
      : "share that never fires; dotted: flat",
  picture: ({ run }) => {
    if (run.healthSteps.length === 0) return notMeasured(run);
    if (run.layers.some(isTold)) return { kind: "strip", strip: stripOf(run) };
    const flat = layerLines(run, "saturatedShare").map((line) => ({
      ...line,
      name: `${line.name}, flat`,
      look: "dotted" as const,
      told: false,
    }));
    const level = { value: 0, label: "", tone: "soft", inView: true } as const;
    return {
      kind: "chart",
      chart: {
        lines: [...layerLines(run, "deadShare"), ...flat],
        axis: "linear",
        levels: [level],
        bands: [],
        flags: [],
      },
    };
  },
  sentence,
  table: ({ run: { layers, healthSteps } }) => ({
    head: [
      "step",
      ...layers.flatMap(({ name }) => [`${name}, share that never fires`, `${name}, share at a flat slope`]),
    ],
    rows: Array.from(healthSteps.values, (step, row) => [
      step,
      ...layers.flatMap(({ deadShare, saturatedShare }) => [deadShare.values[row]!, saturatedShare.values[row]!]),
    ]),
  }),
};
