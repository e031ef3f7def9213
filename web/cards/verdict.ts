/** @file The one sentence above everything: how the run goes, from the diagnosis where there is one, else from its record. */
import type { Diagnosis } from "../../src/doctor/5-report/diagnosis.ts";
import { headline, sentence } from "../../src/doctor/5-report/verdict.ts";
import { listed, percent, whole, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { latest as latestOf } from "../model/smooth.ts";
import { firstNotFinite, guessing } from "../panels/cost.ts";

export type Tone = "good" | "bad" | "odd" | "calm";

export interface Judged {
  readonly tone: Tone;
  readonly headline: string;
  readonly text: string;
  /** Where to look; null where nothing stands out. */
  readonly step: number | null;
}

export const marks: Readonly<Record<Tone, string>> = { good: "✓", bad: "✖", odd: "⚠", calm: "…" };

export function judge(run: Run, diagnosis: Diagnosis | null, state: string): Judged {
  return diagnosis ? fromDiagnosis(run, diagnosis) : fromRecord(run, state);
}

function fromDiagnosis(run: Run, diagnosis: Diagnosis): Judged {
  const { verdict, evidence } = diagnosis;
  const tone = verdict === "healthy" ? "good" : verdict === "unexplained" || verdict === "no-signal" ? "odd" : "bad";
  const step = firstOdd(run) ?? evidence?.course?.failedAt ?? null;
  return {
    tone,
    headline: headline(diagnosis, false),
    text: sentence(diagnosis),
    step: verdict === "healthy" ? null : step,
  };
}

/** The first step at which something was seen, before the end of the run. */
function firstOdd(run: Run): number | null {
  const steps = run.findings.filter(({ step }) => step < run.lastStep || run.lastStep === 0).map(({ step }) => step);
  const broken = firstNotFinite(run)?.step;
  const all = broken === undefined ? steps : [...steps, broken];
  return all.length === 0 ? null : Math.min(...all);
}

function fromRecord(run: Run, state: string): Judged {
  const step = firstOdd(run);
  const broken = firstNotFinite(run);
  const found = (id: string) => run.findings.find((finding) => finding.id === id);
  const failure = run.findings.find(({ origin }) => origin);
  if (failure || broken) {
    const text = failure
      ? sentenceOf(failure.message)
      : `The cost was ${broken!.value} at step ${whole(broken!.step)}.`;
    return { tone: "bad", headline: "Diverged.", text, step };
  }
  const idle = found("not-learning");
  if (idle) return { tone: "bad", headline: "Not learning.", text: sentenceOf(idle.message), step };
  const odd = run.findings.find(({ id }) => id !== "not-learning");
  if (odd) {
    const fact = odd.facts?.[0];
    const told = fact ? ` ${fact.label}: ${fact.value}${fact.normal ? `; normal: ${fact.normal}` : ""}.` : "";
    return { tone: "odd", headline: `${odd.message} at step ${whole(odd.step)}.`, text: told.trim(), step };
  }
  return course(run, state);
}

export const capital = (text: string): string =>
  /^\w+ gave /.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

const sentenceOf = (text: string): string => `${capital(text)}${/[.?]$/.test(text) ? "" : "."}`;

/** A run in which nothing odd was seen: that is said with what was looked at. */
function course(run: Run, state: string): Judged {
  const { cost } = run;
  if (cost.length === 0) return { tone: "calm", headline: "Waiting.", text: "No step was done yet.", step: null };
  const latest = latestOf(cost.values);
  const first = cost.values[0]!;
  const level = guessing(run);
  const looked = [
    `cost ${written(first)} → ${written(latest)}`,
    ...largestUpdate(run),
    ...silentUnits(run),
    ...scores(run),
  ].join(" · ");
  const learned = level ? latest < 0.97 * level.value : latest < 0.97 * first;
  if (!learned)
    return {
      tone: "calm",
      headline: state === "running" ? "Nothing learned yet." : "Little was learned.",
      text: looked,
      step: null,
    };
  return {
    tone: "good",
    headline: state === "running" ? "Learning." : "Learned; nothing odd was seen.",
    text: looked,
    step: null,
  };
}

function largestUpdate({ layers }: Run): string[] {
  const ratios = layers.map(({ updateRatio }) => updateRatio.last).filter(Number.isFinite);
  if (ratios.length === 0) return [];
  return [`update ÷ weight ${written(Math.min(...ratios))} to ${written(Math.max(...ratios))}`];
}

function silentUnits({ layers }: Run): string[] {
  const shares = layers.map(({ deadShare }) => deadShare.last).filter(Number.isFinite);
  return shares.length === 0 ? [] : [`at most ${percent(Math.max(...shares))} of a layer's units silent`];
}

function scores({ end, epochs }: Run): string[] {
  const told = end ?? epochs.at(-1);
  const parts = (["train", "validation", "test"] as const).flatMap((part) => {
    const value = told?.[part]?.accuracy;
    return value === undefined ? [] : [`${part} ${percent(value)}`];
  });
  return parts.length === 0 ? [] : [`accuracy ${listed(parts)}`];
}
