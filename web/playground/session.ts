/** @file What the controls do: begin and hold a run, ask the doctor, train the repair beside the original. */
import { batch } from "@preact/signals";
import type { RunEvent } from "../../src/record/events.ts";
import type { Lesson } from "../lessons/_lesson.ts";
import { lessons } from "../lessons/index.ts";
import { Run } from "../model/run.ts";
import { parseDiagnosis } from "../source/diagnosis.ts";
import { beginRun, stateOf } from "../source/load.ts";
import { parseViews } from "../source/views.ts";
import { diagnosis, notice, replay, revision, run, source, state, views } from "../state.ts";
import type { ExperimentJson } from "../workers/protocol.ts";
import { experimentOf } from "./setup/experiment.ts";
import { healthy, type Setup } from "./setup/setup.ts";
import { hashOf, readHash } from "./setup/url.ts";
import * as page from "./state.ts";
import { askDoctor } from "./workers/doctorClient.ts";
import { TrainClient } from "./workers/trainClient.ts";

/** The doctor's time for replays: what a reader waits for. */
const budgetSeconds = 30;

/** Every event of the run, for the doctor. */
let record: RunEvent[] = [];
/** Whether it is to go on, also while it is still being prepared. */
let plays = false;
let experiment: ExperimentJson = {};
let endDoctor: () => void = () => {};

export const trainer = new TrainClient({
  events: (events) => {
    const shown = page.repairing.value ? replay.value : run.value;
    if (!page.repairing.value) record.push(...events);
    for (const event of events) shown?.add(event);
    revision.value++;
  },
  state: (now) => {
    page.phase.value = now;
    if (now === "ended") ended();
    // Of a run that is held nothing final is said either.
    else if (!page.repairing.value) state.value = now === "preparing" ? "loading" : "running";
  },
  loading: ({ what, loaded, total }) => {
    page.loading.value = new Map(page.loading.value).set(what, { loaded, total });
  },
  formulas: (found) => {
    page.formulas.value = found;
  },
  engine: (facts) => {
    page.engineFacts.value = facts;
  },
  refused: (refusal) => {
    batch(() => {
      page.refusal.value = refusal;
      page.phase.value = "ended";
      if (page.repairing.value) replay.value = null;
      page.repairing.value = false;
    });
  },
});

function ended(): void {
  const shown = run.value;
  if (shown && !page.repairing.value) state.value = stateOf(shown);
  const told = (answer: unknown): void => {
    // Another run may have begun meanwhile.
    if (run.value === shown) views.value = parseViews(answer);
  };
  void trainer.views().then(told, (error: Error) => {
    notice.value = error.message;
  });
}

/** A new run of the setup as it is. */
function begin(goesOn: boolean): void {
  cancelDoctor();
  record = [];
  plays = goesOn;
  experiment = experimentOf(page.setup.value);
  batch(() => {
    beginRun("this network");
    page.repairing.value = false;
    page.refusal.value = null;
    page.phase.value = "preparing";
    state.value = "loading";
  });
  source.value = { actions: { diagnose, replay: repair }, close: () => {} };
  trainer.start({ experiment, device: page.setup.value.device, plays });
}

function play(): void {
  const { value } = page.phase;
  if (value === "ended" || value === "waiting") begin(true);
  else trainer.tell("play");
  plays = true;
}

function pause(): void {
  plays = false;
  trainer.tell("pause");
}

export function step(): void {
  if (page.phase.value === "ended" || page.phase.value === "waiting") begin(false);
  plays = false;
  trainer.tell("step");
}

export const playOrPause = (): void => (page.phase.value === "running" ? pause() : play());

/** Waits before its first step. */
export const reset = (): void => begin(false);

/** What a lesson sets, and the healthy network without one. */
const baseOf = (lesson: Lesson | null): Setup => ({ ...healthy, ...lesson?.breaks });

/** The address says what is seen, so that it can be passed on. */
function writeAddress(): void {
  const { value: lesson } = page.lesson;
  const hash = hashOf(page.setup.value, lesson?.id ?? null, baseOf(lesson));
  history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
}

/** What the address names; it plays at once where no lesson asks first. */
export function openAddress(): void {
  const known = (id: string | null): Lesson | null => lessons.find((lesson) => lesson.id === id) ?? null;
  const { setup, lesson: id, ignored } = readHash(location.hash, (lesson) => baseOf(known(lesson)));
  const lesson = known(id);
  const strange = id !== null && !lesson ? [`There is no lesson ${JSON.stringify(id)}.`] : [];
  batch(() => {
    page.lesson.value = lesson;
    page.guess.value = null;
    page.setup.value = setup;
    notice.value = [...strange, ...ignored].join(" ") || null;
  });
  begin(lesson === null);
}

/** A change of the setup begins anew, and goes on where a run was going on. */
export function change(changes: Partial<Setup>): void {
  const goesOn = plays && page.phase.value !== "ended";
  page.setup.value = { ...page.setup.value, ...changes };
  writeAddress();
  begin(goesOn && page.lesson.value === null);
}

/** null for the healthy network, which plays at once; the machine stays the visitor's choice. */
export function open(lesson: Lesson | null): void {
  batch(() => {
    page.lesson.value = lesson;
    page.guess.value = null;
    page.setup.value = { ...baseOf(lesson), device: page.setup.value.device };
  });
  writeAddress();
  begin(lesson === null);
}

export function makeGuess(choice: number): void {
  page.guess.value = choice;
  play();
}

export async function diagnose(): Promise<void> {
  cancelDoctor();
  page.refusal.value = null;
  page.examination.value = { stage: "evidence", replays: 0, best: null };
  const finish = (): void => {
    page.examination.value = null;
  };
  endDoctor = askDoctor(
    { experiment, events: record, budgetSeconds },
    {
      progress: (examination) => {
        page.examination.value = examination;
      },
      diagnosed: (told) => {
        finish();
        diagnosis.value = parseDiagnosis(told);
      },
      refused: (refusal) => {
        finish();
        page.refusal.value = refusal;
      },
    },
  );
}

export function cancelDoctor(): void {
  endDoctor();
  endDoctor = () => {};
  page.examination.value = null;
}

/** Trains what the doctor recommends, drawn in grey beside the run. */
export async function repair(): Promise<void> {
  const recommended = diagnosis.value?.recommended;
  if (!recommended) return;
  batch(() => {
    page.repairing.value = true;
    page.refusal.value = null;
    page.phase.value = "preparing";
    replay.value = new Run("repair");
  });
  plays = true;
  const changed = recommended.experiment as unknown as ExperimentJson;
  trainer.start({ experiment: changed, device: page.setup.value.device, plays: true });
}
