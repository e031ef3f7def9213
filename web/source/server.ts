/** @file Runs from the server beside them: a list, a stream of record lines, and actions. */
import { batch } from "@preact/signals";
import type { DrawingAnswer } from "../draw/answer.ts";
import type { Run } from "../model/run.ts";
import { Run as RunModel } from "../model/run.ts";
import { diagnosis, notice, replay, runs, state, views } from "../state.ts";
import { parseDiagnosis } from "./diagnosis.ts";
import { addLines, beginRun, stateOf } from "./load.ts";
import type { RunEntry, Source } from "./source.ts";
import { parseViews } from "./views.ts";

const runAddress = (id: string): string => `api/runs/${encodeURIComponent(id)}`;

async function answer(address: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(address, { credentials: "same-origin", ...init });
  if (response.status === 204) return null;
  const text = await response.text();
  if (!response.ok) throw new Error(messageIn(text) ?? `${address}: ${response.status} ${response.statusText}`);
  return text === "" ? null : (JSON.parse(text) as unknown);
}

/** What the server says of a refusal. */
function messageIn(text: string): string | null {
  try {
    const told: unknown = JSON.parse(text);
    const message = typeof told === "object" && told !== null ? (told as { error?: unknown; message?: unknown }) : {};
    return [message.error, message.message].find((part) => typeof part === "string") ?? null;
  } catch {
    return null;
  }
}

const post = (address: string, body: object = {}): Promise<unknown> =>
  answer(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** null where this page is not served beside runs. */
export async function listRuns(): Promise<readonly RunEntry[] | null> {
  try {
    const told = (await answer("api/runs")) as { runs?: readonly RunEntry[] } | null;
    runs.value = told?.runs ?? [];
    return runs.value;
  } catch {
    return null;
  }
}

export function openRun({ id, name, state: known }: RunEntry): Source {
  let shown = beginRun(name);
  state.value = known;
  const stream = new EventSource(`${runAddress(id)}/stream`);
  stream.addEventListener("lines", ({ data }) => addLines(shown, JSON.parse(data as string) as string[]));
  stream.addEventListener("reset", () => {
    shown = beginRun(name);
  });
  stream.addEventListener("state", ({ data }) => changed(id, shown, JSON.parse(data as string)));
  stream.addEventListener("diagnosis", ({ data }) => diagnosed(JSON.parse(data as string)));
  stream.addEventListener("replay", ({ data }) => replayed(JSON.parse(data as string)));
  stream.addEventListener("open", () => {
    if (notice.value === lost) notice.value = null;
  });
  stream.addEventListener("error", () => {
    if (!shown.end) notice.value = lost;
  });
  void loadOnce(id);
  return { actions: actionsOf(id), close: () => stream.close() };
}

const lost = "The server does not answer; the page goes on when it does.";

function actionsOf(id: string): Source["actions"] {
  const asked = (action: string, said: string) => async (): Promise<void> => {
    notice.value = said;
    try {
      await post(`${runAddress(id)}/actions/${action}`);
    } catch (error) {
      notice.value = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    stop: asked("stop", "The run stops after its step, and saves."),
    diagnose: asked("diagnose", "The doctor replays the run with one change at a time."),
    replay: asked("replay", "The proposed change is trained from the same seed."),
    compare: loadWhole,
    classify: async (pixels) => {
      const told = await post(`${runAddress(id)}/classify`, { pixels: btoa(String.fromCharCode(...pixels)) });
      return told as DrawingAnswer | null;
    },
    page: `${runAddress(id)}/page`,
  };
}

async function loadOnce(id: string): Promise<void> {
  const [told, shown] = await Promise.all([
    answer(`${runAddress(id)}/diagnosis`).catch(() => null),
    answer(`${runAddress(id)}/views`).catch(() => null),
  ]);
  batch(() => {
    if (told) diagnosis.value = parseDiagnosis(told);
    views.value = parseViews(shown) ?? views.value;
  });
}

function changed(id: string, shown: Run, told: unknown): void {
  const { state: now } = (told ?? {}) as { state?: unknown };
  state.value = typeof now === "string" ? now : stateOf(shown);
  if (state.value !== "running") void loadOnce(id);
}

/** Progress is a sentence, a result is the diagnosis. */
function diagnosed(told: unknown): void {
  const outer = (told ?? {}) as { diagnosis?: unknown; message?: unknown; progress?: unknown; error?: unknown };
  const found = parseDiagnosis(outer.diagnosis ?? told);
  if (found) {
    batch(() => {
      diagnosis.value = found;
      notice.value = null;
    });
    return;
  }
  const said = [outer.error, outer.message, outer.progress].find((part) => typeof part === "string");
  if (said !== undefined) notice.value = said as string;
}

function replayed(told: unknown): void {
  const lines = Array.isArray(told) ? told : ((told as { lines?: unknown } | null)?.lines ?? []);
  const fresh = (lines as string[]).some((line) => line.includes('"t":"start"') && line.includes('"resumedAt":0'));
  if (!replay.value || fresh) replay.value = new RunModel("replay");
  addLines(replay.value, lines as string[]);
  if (replay.value.end) notice.value = null;
}

/** Reads a run's lines until those that are there have come. */
function loadWhole(id: string): Promise<Run> {
  const entry = runs.value.find((known) => known.id === id);
  const loaded = new RunModel(entry?.name ?? id);
  return new Promise((resolve, reject) => {
    const stream = new EventSource(`${runAddress(id)}/stream`);
    const finish = (): void => {
      stream.close();
      resolve(loaded);
    };
    let pause = setTimeout(finish, 3000);
    stream.addEventListener("lines", ({ data }) => {
      addLines(loaded, JSON.parse(data as string) as string[]);
      clearTimeout(pause);
      if (loaded.end) finish();
      else pause = setTimeout(finish, 400);
    });
    stream.addEventListener("error", () => {
      stream.close();
      clearTimeout(pause);
      reject(new Error(`${loaded.name} cannot be read`));
    });
  });
}
