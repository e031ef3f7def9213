/** @file Finds counters and named numbers in a line of free text. */
import { type Counter, counterOf, meaningOf, type Part, partOf } from "./names.ts";
import { asShare, digitIn, numberOf, numberSource } from "./numbers.ts";
import { type Counters, type LogValue, logValue, namelessCost } from "./row.ts";

export interface Scanned extends Counters {
  readonly values: readonly LogValue[];
}

/** A number that is no part of a word, with "/ total" and "%" behind it. */
const numbers: RegExp = new RegExp(
  `(?<![\\w.@#]|\\w[-/])(${numberSource})(?:\\s{0,2}/\\s{0,2}(\\d[\\d,]{0,15})(?![\\w.]))?(\\s?%)?`,
  "gi",
);
/** Names are looked for so far back. */
const reach = 60;
const cuts = /[,;|\t{}()[\]<>:=*"]|(?<![A-Za-z0-9])'|'(?![A-Za-z])|\s-\s|\s{3,}/g;
const wrappers = /(?:\b(?:tensor|array|float)|\b(?:np|numpy)\.float\d\d|<tf\.Tensor:[^>]{0,50}numpy)$/i;
const connectors = /(?:^|\s)(?:is|was|of|at|after|now|for|in|on|equals|the|current)$/i;
const counterBehind = /^\s{1,3}(epochs?|iterations?|iters?|steps?)\b/i;
const prefix = /^[^A-Za-z0-9]{0,10}([A-Za-z]{2,12})/;

/** The words directly before a number: "Test set: Average loss: " is "Average loss". */
export function nameIn(text: string, from: number, to: number): string {
  let slice = text.slice(Math.max(from, to - reach), to);
  for (let length = -1; length !== slice.length; ) {
    length = slice.length;
    slice = slice.replace(/[\s:=[({"'<~≈|]{1,60}$/, "").replace(wrappers, "");
  }
  cuts.lastIndex = 0;
  let start = 0;
  for (let cut = cuts.exec(slice); cut; cut = cuts.exec(slice)) start = cuts.lastIndex;
  return trimmed(
    slice
      .slice(start)
      .replace(/^[^\p{L}_]{1,60}/u, "")
      .replace(/^the\s/i, ""),
  );
}

function trimmed(name: string): string {
  let result = name.trim();
  for (let length = -1; length !== result.length; ) {
    length = result.length;
    result = result.replace(connectors, "").trim();
  }
  return result;
}

const withoutLastWord = (name: string): string => trimmed(name.replace(/[^\s]{1,60}$/, ""));

/** What a line says; null where it holds neither a counter nor a value that is understood. */
export function scan(text: string): Scanned | null {
  const reader = new LineReader(text);
  numbers.lastIndex = 0;
  for (let match = numbers.exec(text); match; match = numbers.exec(text)) {
    if (reader.full) break;
    reader.take(match);
  }
  return reader.result();
}

/** More numbers than a person prints in a line: a list, which other forms read. */
const mostNumbers = 400;

class LineReader {
  private readonly text: string;
  private readonly part: Part | null;
  private readonly found: Record<Counter, number | null> = { epoch: null, step: null, batch: null };
  private batches: number | null = null;
  private progress: number | null = null;
  private readonly values: LogValue[] = [];
  private lonely: number | null = null;
  private numbers = 0;
  private end = 0;
  /** "cost" of "cost after epoch 4: 2.3": it names the number after the counter. */
  private pending = "";
  private afterCounter = false;
  /** Unit of the last digit of the number at hand. */
  private digit = 1;

  constructor(text: string) {
    this.text = text;
    const word = prefix.exec(text)?.[1];
    this.part = word ? partOf(word) : null;
  }

  get full(): boolean {
    return this.numbers >= mostNumbers;
  }

  take(match: RegExpExecArray): void {
    this.numbers++;
    const [all, digits, total, percent] = match;
    const name = nameIn(this.text, this.end, match.index);
    this.end = match.index + all.length;
    const value = numberOf(digits!);
    const of = total === undefined ? null : Number(total.replaceAll(",", ""));
    const behind = counterBehind.exec(this.text.slice(this.end, this.end + 20));
    const named = counterOf(name);
    const counter = named ?? (behind && counterOf(behind[1]!));
    if (!named && behind) this.end += behind[0].length;
    if (counter && Number.isFinite(value)) {
      this.count(counter, value, of, named ? withoutLastWord(name) : name);
      return;
    }
    this.digit = digitIn(digits!);
    if (name === "") this.takeNameless(value, of, percent !== undefined);
    else this.takeNamed(name, value, of, percent !== undefined);
    this.afterCounter = false;
  }

  private count(counter: Counter, value: number, of: number | null, rest: string): void {
    if (counter !== "epoch" && of !== null && (counter === "batch" || this.found.epoch !== null)) {
      this.progress ??= value / of;
      this.batches ??= of;
    } else this.found[counter] ??= value;
    if (meaningOf(rest)) this.pending = rest;
    this.afterCounter = true;
  }

  private takeNameless(value: number, of: number | null, percent: boolean): void {
    if (this.pending !== "") {
      this.add(this.pending, value);
      this.pending = "";
    } else if (of !== null) {
      // "Epoch: [3][ 10/500]", "Train Epoch: 1 [640/60000 (1%)]": batches or examples.
      this.progress ??= of > 0 ? value / of : null;
    } else if (this.afterCounter && !percent) this.lonely ??= value;
  }

  private takeNamed(name: string, value: number, of: number | null, percent: boolean): void {
    const meaning = meaningOf(name);
    if (meaning?.kind === "accuracy") {
      if (percent) this.addShare(name, value);
      else this.add(name, of === null ? value : value / of, of === null ? this.digit : 1 / of);
    } else if (meaning && !percent) this.add(name, value);
    else if (!meaning && percent && partOf(name) !== null && !/\s/.test(name)) this.addShare(`${name} accuracy`, value);
  }

  private addShare(name: string, percentage: number): void {
    this.add(name, asShare(percentage), asShare(this.digit));
  }

  private add(name: string, value: number, digit: number = this.digit): void {
    const found = logValue(name, value, this.part, digit);
    if (found && !this.values.some((other) => other.name === found.name && other.part === found.part)) {
      this.values.push(found);
    }
  }

  result(): Scanned | null {
    const { found, batches, progress, values, lonely } = this;
    if (values.length === 0 && lonely !== null) {
      values.push(namelessCost(lonely, this.part ?? "train"));
    }
    const counted = found.epoch !== null || found.step !== null || found.batch !== null || progress !== null;
    return values.length > 0 || counted ? { ...found, batches, progress, values } : null;
  }
}
