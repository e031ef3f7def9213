/** @file The report as one HTML file that asks no host for anything. */
import type { RunEvent } from "../../record/events.ts";
import { version } from "../../util/version.ts";
import type { Fact } from "../fact.ts";
import type { Card } from "./cards.ts";
import type { Diagnosis, Verdict } from "./diagnosis.ts";
import type { DiffLine } from "./diff.ts";
import { costCurve, type Level } from "./html/curve.ts";
import { type Markup, markup } from "./html/markup.ts";
import { trialStrip } from "./html/strip.ts";
import { style } from "./html/style.ts";
import { renderMarkdown } from "./markdown.ts";
import { measurements } from "./measurements.ts";
import type { Report } from "./report.ts";
import { symptomText } from "./words.ts";

/** No script runs and nothing is loaded, whatever a name or label holds. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export interface HtmlInput {
  readonly diagnosis: Diagnosis;
  readonly report: Report;
  /** The record of the run, for its curve; null where there is none. */
  readonly events: readonly RunEvent[] | null;
}

export function renderHtml({ diagnosis, report, events }: HtmlInput): string {
  const { name, evidence } = diagnosis;
  const tables = measurements(evidence);
  const body = markup`<main>
<p class="name">evenkeel doctor · <code>${name}</code></p>
<h1><span class="badge ${toneOf(report.verdict)}">${marks[toneOf(report.verdict)]}</span> ${report.headline}</h1>
<p>${report.sentence}</p>${report.notes.map((note) => markup`<p class="note">${note}</p>`)}
${trialStrip(diagnosis)}
${report.cards.map(cardSection)}
${listed("Repairs it too", report.instead.map(otherItem))}
${together(report)}
${listed("Also seen", report.seen.map(symptomText))}
${listed(report.verdict === "healthy" ? "Worth knowing" : "Suspected, not proved", report.others.map(otherItem))}
${report.looked.length > 0 ? markup`<section><h2>What was looked at</h2>${factTable(report.looked)}</section>` : null}
${figure(events, diagnosis)}
${next(report)}
${report.ruledOut.length > 0 ? markup`<details${report.cards.length === 0 ? markup` open` : null}><summary>Ruled out (${report.ruledOut.length})</summary><ul>${report.ruledOut.map(({ title, why }) => markup`<li>${title}: <span class="soft">${why}</span></li>`)}</ul></details>` : null}
${tables.length > 0 ? markup`<details><summary>All measurements</summary>${tables.map(({ title, facts }) => markup`<h3>${title}</h3>${factTable(facts)}`)}</details>` : null}
<details><summary>As Markdown, to copy</summary><textarea readonly aria-label="The report as Markdown">
${renderMarkdown(report)}</textarea></details>
<footer>${report.footer} · evenkeel ${version}</footer>
</main>`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${{ html: policy }}">
<meta name="referrer" content="no-referrer">
<title>${name}: ${report.headline}</title>
<style>${{ html: style }}</style>
</head>
<body>
${body}
</body>
</html>
`.html;
}

type Tone = "good" | "bad" | "odd";
const marks: Readonly<Record<Tone, string>> = { good: "✓", bad: "✖", odd: "?" };

function toneOf(verdict: Verdict): Tone {
  if (verdict === "healthy") return "good";
  return verdict === "unexplained" || verdict === "no-signal" ? "odd" : "bad";
}

function cardSection(card: Card): Markup {
  const { id, title, severity, confidence, where, symptoms, evidence, what, why, fix, proof, stillWrong, ruledOut } =
    card;
  return markup`<section class="card ${severity}"><h2>${title}</h2>
<p class="soft"><code>${id}</code> · confidence: <strong class="${confidence === "proved" ? "good" : ""}">${confidence}</strong></p>
${where.length > 0 ? markup`<p>${where.map((place, i) => markup`${i > 0 ? markup`<br>` : null}<code>${place}</code>`)}</p>` : null}
${symptoms.length > 0 ? markup`<h3>Seen as</h3><ul>${symptoms.map((symptom) => markup`<li>${symptomText(symptom)}</li>`)}</ul>` : null}
${evidence.length > 0 ? markup`<h3>Evidence</h3>${factTable(evidence)}` : null}
${what ? markup`<h3>Cause</h3><p>${what}</p>` : null}${why ? markup`<p class="soft">${why}</p>` : null}
${fix.length > 0 ? markup`<h3>Fix</h3>${diff(fix)}` : null}
${block(confidence === "proved" ? "Proof" : "Tried", proof)}${block("Still wrong", stillWrong)}${block("Ruled out", ruledOut)}
<p class="soft">More: <code>${card.explain}</code></p></section>`;
}

const block = (title: string, items: readonly string[]): Markup | null =>
  items.length === 0 ? null : markup`<h3>${title}</h3><ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

const otherItem = ({ title, confidence, note }: Report["others"][number]): string =>
  `${title} (${confidence})${note ? `: ${note}` : ""}`;

const listed = (title: string, items: readonly string[]): Markup | null =>
  items.length === 0
    ? null
    : markup`<section><h2>${title}</h2><ul>${items.map((item) => markup`<li>${item}</li>`)}</ul></section>`;

const together = ({ together: set }: Report): Markup | null =>
  set &&
  markup`<section class="card"><h2>All changes together</h2>${diff(set.fix)}${block("Proof", set.proof)}</section>`;

const diff = (lines: readonly DiffLine[]): Markup =>
  markup`<pre>${lines.map(({ sign, path, value }) => markup`<span class="${sign === "-" ? "minus" : "plus"}">${sign} ${path}: ${value}</span>`)}</pre>`;

const factTable = (facts: readonly Fact[]): Markup =>
  markup`<table class="numbers"><thead><tr><th>measured</th><th>here</th><th>normal</th></tr></thead><tbody>${facts.map(
    ({ label, value, normal }) => markup`<tr><td>${label}</td><td>${value}</td><td>${normal ?? ""}</td></tr>`,
  )}</tbody></table>`;

const next = ({ next: commands }: Report): Markup | null =>
  commands.length === 0
    ? null
    : markup`<section><h2>Next</h2><ul>${commands.map(([what, command]) => markup`<li>${what}: <code>${command}</code></li>`)}</ul></section>`;

function figure(events: readonly RunEvent[] | null, { evidence: { start, course } }: Diagnosis): Markup | null {
  const plateau = course?.plateau?.explained;
  const levels: readonly Level[] = [
    ...(start?.expectedCost != null && start.expectedCost > 0
      ? [{ name: start.expectedName ?? "no opinion", value: start.expectedCost }]
      : []),
    ...(plateau ? [plateau] : []),
  ];
  const apart = levels.filter(({ value }, i) => levels.findIndex((level) => close(level.value, value)) === i);
  const curve = costCurve(events ?? [], apart);
  return curve && markup`<section><h2>The cost of the run as it is</h2>${curve}</section>`;
}

/** Lines nearer to each other than this are one line. */
const close = (a: number, b: number): boolean => Math.abs(a - b) <= 0.02 * Math.max(Math.abs(a), Math.abs(b));
