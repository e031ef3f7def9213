/** @file What a log says in words beside its numbers: warnings, changes of the learning rate, settings. */
import { numberOf, numberSource } from "./numbers.ts";
import { type LogLine, shorten } from "./text.ts";

export type NoteKind =
  | "overflow"
  | "division-by-zero"
  | "invalid-value"
  | "not-finite"
  | "skipped-step"
  | "rate-change"
  | "not-converged";

export interface Note {
  readonly kind: NoteKind;
  readonly line: number;
  /** As printed, shortened. */
  readonly text: string;
  /** The function that warned: exp, log, subtract. */
  readonly within: string | null;
}

export type SettingName = "learning rate" | "batch size" | "classes";

export interface Setting {
  readonly name: SettingName;
  readonly value: number;
  readonly line: number;
}

const kinds: readonly (readonly [NoteKind, RegExp])[] = [
  ["skipped-step", /gradient overflow|skipping step/i],
  [
    "overflow",
    /(?:warning|error).{0,20}\boverflow(?: encountered in (\w{1,30}))?|\boverflow encountered in (\w{1,30})/i,
  ],
  ["division-by-zero", /(?:divide by zero|division by zero)(?: encountered in (\w{1,30}))?/i],
  ["invalid-value", /\binvalid value encountered in (\w{1,30})/i],
  [
    "not-finite",
    /\b(?:loss|cost) (?:is|was|became) (?:nan|inf)|\b(?:nan|invalid|non-finite|infinite) loss\b|returned nan values|nan or inf found|contains nan/i,
  ],
  [
    "rate-change",
    /(?:reduc|adjust|decay|chang|lower|set)\w{0,6} (?:the )?learning rate|learning rate (?:reduced|changed|set) to/i,
  ],
  ["not-converged", /ConvergenceWarning/],
];

const settings: readonly (readonly [SettingName, RegExp])[] = [
  [
    "learning rate",
    new RegExp(`\\b(?:learning[ _-]?rate|lr|alpha|step[ _-]?size)\\b["']?[^\\d\\n]{0,16}?\\s?(${numberSource})`, "i"),
  ],
  ["batch size", /\b(?:mini)?batch[ _-]?size\b[^\d\n]{0,8}(\d{1,9})\b/i],
  ["classes", /\b(?:num|n)[ _]?classes\b[^\d\n]{0,8}(\d{1,6})\b|\b(\d{1,6})[ -]class(?:es)?\b/i],
];

const interesting = /warn|overflow|nan|invalid|divi|rate|\blr\b|alpha|step.?size|batch|class|loss/i;
const most = 2000;

export class NoteBook {
  readonly notes: Note[] = [];
  readonly settings: Setting[] = [];

  /** Whether anything else but its values may stand in the line. */
  read({ number, text }: LogLine): void {
    const start = text.length > 400 ? text.slice(0, 400) : text;
    if (!interesting.test(start)) return;
    for (const [kind, pattern] of kinds) {
      const found = pattern.exec(start);
      if (!found) continue;
      const within = found[1] ?? found[2] ?? null;
      if (this.notes.length < most) {
        this.notes.push({ kind, line: number, text: shorten(start.trim(), 120), within });
      }
      break;
    }
    for (const [name, pattern] of settings) {
      const found = pattern.exec(start);
      const digits = found?.[1] ?? found?.[2];
      const value = digits === undefined ? Number.NaN : numberOf(digits);
      if (value > 0 && Number.isFinite(value) && this.settings.length < most) {
        this.settings.push({ name, value, line: number });
      }
    }
  }
}
