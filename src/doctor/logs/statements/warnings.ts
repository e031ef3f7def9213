/** @file Warnings of the program about overflow, division by zero and invalid values. */
import type { Note, NoteKind } from "../notes.ts";
import { counted } from "../words.ts";
import type { StatementRule } from "./_statement.ts";

const meanings: Readonly<Partial<Record<NoteKind, string>>> = {
  overflow:
    "exp overflows above 709.78 (float64) or 88.72 (float32). In a sigmoid, 1 / (1 + exp(−z)), that is harmless: 1/∞ = 0. In a softmax it gives ∞ ÷ ∞ = NaN",
  "division-by-zero": "in log it means log 0 = −∞: a probability that was rounded to 0, a cost that is infinite",
  "invalid-value": "it means ∞ − ∞, ∞ ÷ ∞, 0 · ∞ or the log of a negative number: a NaN was made here",
  "not-finite": "the program itself saw a number that was not finite",
  "skipped-step":
    "mixed precision skips an update whose scaled gradient overflowed and halves the scale: a few at the start are normal",
};

const order = Object.keys(meanings) as NoteKind[];

export const warnings: StatementRule = {
  id: "warnings",
  look({ run }) {
    const warned = run.notes.filter(({ kind }) => meanings[kind]).sort((a, b) => a.line - b.line);
    const first = warned[0];
    if (!first) return null;
    const lines = order.flatMap((kind) => {
      const of = warned.filter((note) => note.kind === kind);
      return of.length > 0
        ? [`${counted(of.length, "time")} from line ${of[0]!.line}: ${of[0]!.text}`, meanings[kind]!]
        : [];
    });
    return {
      certainty: "certain",
      headline: `The program warned: ${said(first)}, first in line ${first.line}.`,
      arithmetic: lines,
      numbers: { count: warned.length, line: first.line },
    };
  },
};

function said({ kind, within }: Note): string {
  const where = within ? ` in ${within}` : "";
  switch (kind) {
    case "overflow":
      return `overflow${where}`;
    case "division-by-zero":
      return `division by zero${where}`;
    case "invalid-value":
      return `an invalid value${where}`;
    case "skipped-step":
      return "updates were skipped";
    default:
      return "a number was not finite";
  }
}
