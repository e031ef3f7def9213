/** @file Puts a log's rows into runs: a counter that goes back to where it began starts another. */
import type { ColumnKind, Part } from "./names.ts";
import { meaningOf } from "./names.ts";
import type { Note, Setting, SettingName } from "./notes.ts";
import { asShare } from "./numbers.ts";
import type { LogRow } from "./row.ts";

export type Unit = "epoch" | "step" | "value";

export interface LogSeries {
  /** As the log writes it. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly part: Part;
  /** What x counts: epochs or steps as printed, or the values themselves from 1. */
  readonly unit: Unit;
  readonly x: readonly number[];
  readonly values: readonly number[];
  /** Unit of the last printed digit of each value. */
  readonly digits: readonly number[];
  readonly lines: readonly number[];
}

export interface LogRun {
  /** First and last line of the file that belong to it. */
  readonly lines: readonly [number, number];
  readonly series: readonly LogSeries[];
  /** Updates an epoch, where the log says so. */
  readonly stepsPerEpoch: number | null;
  readonly notes: readonly Note[];
  /** What the log says of its settings in words: the last word on each. */
  readonly settings: Readonly<Partial<Record<SettingName, number>>>;
}

interface Growing {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly part: Part;
  readonly rows: number[];
  readonly values: number[];
  readonly digits: number[];
}

class RunBuilder {
  readonly series = new Map<string, Growing>();
  readonly epochs: (number | null)[] = [];
  readonly steps: (number | null)[] = [];
  readonly progress: (number | null)[] = [];
  readonly lines: number[] = [];
  batches: number | null = null;

  add(row: LogRow): void {
    const index = this.lines.length;
    this.lines.push(row.line);
    this.epochs.push(row.epoch);
    this.steps.push(row.step);
    this.progress.push(row.progress);
    this.batches ??= row.batches;
    for (const { name, kind, part, value, digit } of row.values) {
      const key = `${part} ${name}`;
      let series = this.series.get(key);
      if (!series) {
        if (this.series.size >= mostSeries) continue;
        series = { name, kind, part, rows: [], values: [], digits: [] };
        this.series.set(key, series);
      }
      series.rows.push(index);
      series.values.push(value);
      series.digits.push(digit);
    }
  }

  build(): Pick<LogRun, "series" | "stepsPerEpoch"> {
    const series = [...this.series.values()].map((each) => this.finished(each)).filter((each) => each !== null);
    return { series, stepsPerEpoch: this.batches ?? this.stepsFromCounters() };
  }

  private finished({ name, kind, part, rows, values, digits }: Growing): LogSeries | null {
    const scaled = kind === "accuracy" ? asShares(values) : values;
    if (!scaled) return null;
    const { unit, x } = this.positions(rows);
    return { name, kind, part, unit, x, values: scaled, digits, lines: rows.map((row) => this.lines[row]!) };
  }

  private positions(rows: readonly number[]): Pick<LogSeries, "unit" | "x"> {
    const epochs = rows.map((row) => this.epochs[row]!);
    if (increasing(epochs)) return { unit: "epoch", x: epochs };
    const steps = rows.map((row) => this.steps[row]!);
    if (increasing(steps)) return { unit: "step", x: steps };
    const exact = rows.map((row) => add(this.epochs[row]!, this.progress[row]!));
    if (increasing(exact)) return { unit: "epoch", x: exact };
    return { unit: "value", x: rows.map((_, i) => i + 1) };
  }

  /** Steps between two epochs, where both are counted. */
  private stepsFromCounters(): number | null {
    const last = this.lines.length - 1;
    const [e0, e1, s0, s1] = [this.epochs[0], this.epochs[last], this.steps[0], this.steps[last]];
    if (e0 == null || e1 == null || s0 == null || s1 == null) return null;
    const steps = (s1 - s0) / (e1 - e0);
    return steps >= 1 && Number.isInteger(steps) ? steps : null;
  }
}

/** Columns that a person may have, and more. */
const mostSeries = 200;

const add = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

function increasing(values: readonly (number | null)[]): values is number[] {
  return values.every((value, i) => value !== null && (i === 0 || value > values[i - 1]!));
}

/** Percentages become shares; counts of right answers are no accuracy. */
function asShares(values: readonly number[]): readonly number[] | null {
  if (!values.some((value) => value > 1)) return values;
  return values.some((value) => value > 100) ? null : values.map(asShare);
}

/** Whether this row begins a run: a counter is back at its first value, or has jumped back. */
function goesBack(now: number | null, last: number | null, first: number | null): boolean {
  if (now === null || last === null || first === null || now >= last) return false;
  return now <= first || last - now > 1;
}

/** The runs of the rows; the notes and settings before and in each go with it. */
export function splitRuns(rows: Iterable<LogRow>, notes: readonly Note[], settings: readonly Setting[]): LogRun[] {
  const builders: RunBuilder[] = [];
  let [firstEpoch, lastEpoch, firstStep, lastStep] = [null, null, null, null] as (number | null)[];
  for (const row of rows) {
    const byEpoch = goesBack(row.epoch, lastEpoch!, firstEpoch!);
    const byStep = row.epoch === null && goesBack(row.step, lastStep!, firstStep!);
    if (builders.length === 0 || ((byEpoch || byStep) && builders.length < mostRuns)) {
      builders.push(new RunBuilder());
      [firstEpoch, lastEpoch, firstStep, lastStep] = [row.epoch, row.epoch, row.step, row.step];
    }
    builders.at(-1)!.add(row);
    firstEpoch ??= row.epoch;
    lastEpoch = row.epoch ?? lastEpoch!;
    firstStep ??= row.step;
    lastStep = row.step ?? lastStep!;
  }
  return builders.map((builder, i) => {
    const from = i === 0 ? 0 : builders[i - 1]!.lines.at(-1)!;
    const to = i === builders.length - 1 ? Number.POSITIVE_INFINITY : builder.lines.at(-1)!;
    const mine = <T extends { readonly line: number }>(list: readonly T[]): T[] =>
      list.filter(({ line }) => line > from && line <= to);
    const said = mine(settings).filter(({ line }) => line <= builder.lines.at(-1)!);
    return {
      ...builder.build(),
      lines: [builder.lines[0]!, builder.lines.at(-1)!] as const,
      notes: mine(notes),
      settings: Object.fromEntries(said.map(({ name, value }) => [name, value])),
    };
  });
}

/** A counter that is no counter goes back all the time. */
const mostRuns = 50;

/** The series of a kind and part that says most: the plainest name, then the most values. */
export function seriesOf(run: LogRun, kind: ColumnKind, part?: Part): LogSeries | null {
  const order = ({ name }: LogSeries): number => meaningOf(name)?.order ?? 50;
  const candidates = run.series.filter(
    (series) => series.kind === kind && (part === undefined || series.part === part),
  );
  candidates.sort(
    (a, b) => Math.floor(order(a) / 100) - Math.floor(order(b) / 100) || b.values.length - a.values.length,
  );
  return candidates[0] ?? null;
}
