/** @file saturated-units: sigmoid or tanh units lie where their slope is nearly 0. */
import { percent } from "../numbers.ts";
import { hidden, mostLayers, works } from "./_readings.ts";
import type { Symptom } from "./_symptom.ts";

/**
 * Share of values beyond 0.99 of a tanh or within 0.005 of a sigmoid's ends. On runs that learned at most 24% in 95% of
 * hidden layers after training; before it a fresh network on scaled inputs has none.
 */
const atFirst = 0.5;
export const saturatedAtLast = 0.9;

export const saturatedUnitsSymptom: Symptom = {
  id: "saturated-units",
  title: "Sigmoid or tanh units are saturated",
  what: "Far from 0 a sigmoid or tanh is flat: its slope, through which every gradient goes, is nearly 0, and what lies before it does not learn.",
  severity: "error",
  seen(evidence) {
    if (works(evidence)) return null;
    const found = hidden(evidence).filter(
      ({ first, last }) => first.saturatedShare >= atFirst || last.saturatedShare >= saturatedAtLast,
    );
    if (found.length === 0) return null;
    return found.slice(0, mostLayers).map(({ name, activation, first, last }) => ({
      label: `saturated values of ${name} (${activation})`,
      value: `${percent(first.saturatedShare)} at first, ${percent(last.saturatedShare)} at the end`,
      normal: "0% at first, up to 24%",
    }));
  },
};
