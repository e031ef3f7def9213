/** @file Reads a run record back, also one that a crash cut off or that a resumed run continued. */
import { DataError } from "../util/errors.ts";
import type { EndEvent, EpochEvent, FindingEvent, HealthEvent, RunEvent, StartEvent, StepEvent } from "./events.ts";
import { parseEventLine } from "./lines.ts";
import { stepsInOrder } from "./order.ts";

export interface RunRecord {
  /** Of the last start or resume. */
  readonly start: StartEvent;
  readonly steps: readonly StepEvent[];
  readonly epochs: readonly EpochEvent[];
  readonly health: readonly HealthEvent[];
  readonly findings: readonly FindingEvent[];
  /** null where the run goes on or was killed. */
  readonly end: EndEvent | null;
  /** Whether the last line was cut off. */
  readonly truncated: boolean;
}

export interface EventList {
  readonly events: readonly RunEvent[];
  readonly truncated: boolean;
}

/**
 * The events of a record's text, each session's steps in order. A last line without a line end that is not JSON was cut
 * off by a crash and is left out; any other damage throws.
 */
export function parseEvents(text: string, file: string): EventList {
  const lines = text.split("\n");
  const events: RunEvent[] = [];
  let truncated = false;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      const event = parseEventLine(line, `${file}:${i + 1}`);
      if (event !== null) events.push(event);
    } catch (error) {
      if (i < lines.length - 1 || isJson(line)) throw error;
      truncated = true;
    }
  }
  return { events: sessionsOf(events).flatMap((session) => stepsInOrder(session, stepOf)), truncated };
}

const stepOf = (event: RunEvent): number | null => (event.t === "step" ? event.step : null);

/** Each begins with a start. */
function sessionsOf(events: readonly RunEvent[]): RunEvent[][] {
  const sessions: RunEvent[][] = [];
  for (const event of events) {
    if (event.t === "start" || sessions.length === 0) sessions.push([]);
    sessions.at(-1)!.push(event);
  }
  return sessions;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The whole run. */
export function readRecord(text: string, file: string): RunRecord {
  const { events, truncated } = parseEvents(text, file);
  return runRecord(events, truncated, file);
}

/** What was recorded after the step that a later start resumed from is dropped: it was done again. */
export function runRecord(events: readonly RunEvent[], truncated: boolean, file: string): RunRecord {
  let start: StartEvent | null = null;
  let kept: RunEvent[] = [];
  for (const event of events) {
    if (event.t !== "start") {
      kept.push(event);
      continue;
    }
    start = event;
    kept = kept.filter((earlier) => happenedBefore(earlier, event.resumedAt));
  }
  if (start === null) {
    throw new DataError("The run record has no beginning", {
      where: file,
      found: events.length === 0 ? "no events" : `${events.length} events, none of them a start`,
      help: "the run was killed before its first step: start it again",
    });
  }
  const of = <T extends RunEvent["t"]>(t: T): Extract<RunEvent, { t: T }>[] =>
    kept.filter((event): event is Extract<RunEvent, { t: T }> => event.t === t);
  return {
    start,
    steps: of("step"),
    epochs: of("epoch"),
    health: of("health"),
    findings: of("finding"),
    end: of("end").at(-1) ?? null,
    truncated,
  };
}

/** Steps count from 0, so step number `resumedAt` is the first one done again; an epoch event says how many are done. */
function happenedBefore(event: RunEvent, resumedAt: number): boolean {
  if (event.t === "end" || event.t === "start") return false;
  return event.t === "epoch" ? event.step <= resumedAt : event.step < resumedAt;
}
