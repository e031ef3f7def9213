/** @file Of a progress bar that is drawn again and again, an epoch's last state counts. */
import type { LogRow } from "../row.ts";

/** More states of one bar than a person would look at. */
const mostStates = 20_000;

/** The last row of each epoch; all rows where there is only one epoch, or none is named. */
export function* lastOfEpochs(rows: Iterable<LogRow>): Generator<LogRow> {
  let pending: LogRow[] = [];
  let epochs = 0;
  const flush = function* (): Generator<LogRow> {
    const last = pending.at(-1);
    if (last) yield last;
    pending = [];
    epochs++;
  };
  for (const row of rows) {
    const last = pending.at(-1);
    if (last && row.epoch !== last.epoch) yield* flush();
    if (epochs === 0 && pending.length < mostStates) pending.push(row);
    else pending = [row];
  }
  if (epochs === 0) yield* increasing(pending);
  else yield* flush();
}

function* increasing(rows: readonly LogRow[]): Generator<LogRow> {
  let last: number | null = null;
  for (const row of rows) {
    if (row.progress !== null && row.progress === last) continue;
    last = row.progress;
    yield row;
  }
}
