/** @file The mistakes of a gradient check as cards, in the order of the backward pass. */
import { relative } from "node:path";
import type { FoundMistake, GradcheckResult, ParameterCheck } from "../../doctor/gradcheck/result.ts";
import type { Site } from "../../graph/node.ts";
import type { Channel } from "../channel.ts";
import { wrapped } from "../format.ts";
import { card, sourceExcerpt } from "../report.ts";
import { shortNumber } from "./table.ts";

interface Wrong extends ParameterCheck {
  readonly mistake: FoundMistake;
}

/** Gradients that are wrong by one mistake, and those that are wrong because of them. */
interface Group {
  readonly own: readonly Wrong[];
  readonly following: readonly Wrong[];
}

const isWrong = (check: ParameterCheck): check is Wrong => check.mistake !== null;

const lineOf = (site: Site | null): string => (site ? `${site.file}:${site.line}` : "");

/** One a mistake and line: a mistake in a loop over layers is one. */
function groupsOf({ parameters }: GradcheckResult): Group[] {
  const wrong = parameters.filter(isWrong).sort((a, b) => b.layer - a.layer);
  const groups = new Map<string, Wrong[]>();
  for (const check of wrong) {
    if (check.mistake.from !== null) continue;
    const key = `${check.mistake.id} ${lineOf(check.mistake.site)}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((own) => {
    const layers = new Set(own.map(({ layer }) => layer));
    const { id } = own[0]!.mistake;
    const following = wrong.filter(
      ({ mistake }) => mistake.id === id && mistake.from !== null && layers.has(mistake.from),
    );
    return { own, following };
  });
}

/** Names of up to so many parameters are listed. */
const shownNames = 6;

function namesOf(checks: readonly Wrong[]): string {
  const names = checks.map(({ name }) => name);
  if (names.length <= shownNames) return names.join(", ");
  return `${names.slice(0, shownNames - 1).join(", ")} and ${names.length - shownNames + 1} more`;
}

/** Texts that differ in numbers only are shown once: a mistake in a loop has another layer each time. */
function detailsOf(own: readonly Wrong[]): string[] {
  const alike = new Map<string, string[]>();
  for (const detail of new Set(own.map(({ mistake }) => mistake.detail))) {
    const key = detail.replace(/\d+/g, "#");
    alike.set(key, [...(alike.get(key) ?? []), detail]);
  }
  return [...alike.values()].map(([first, ...others]) => {
    const more =
      others.length === 0 ? "" : ` (and alike ${others.length === 1 ? "once" : `${others.length} times`} more)`;
    return `${first}${more}`;
  });
}

function sizeOf(own: readonly Wrong[]): string {
  const deviations = own.map(({ deviation }) => deviation).filter(Number.isFinite);
  if (deviations.length === 0) return "";
  const [least, most] = [Math.min(...deviations), Math.max(...deviations)].map((x) => shortNumber(x));
  return `${least === most ? least : `${least} to ${most}`} times the norm of the true gradient (right: below 1e-6)`;
}

function largestOf(own: readonly Wrong[]): string[] {
  const first = own.find(({ largest }) => largest.length > 0);
  return (first?.largest ?? []).map(({ index, written, truth }) => {
    const [a, b] = [written, truth].map((x) => shortNumber(x, 5));
    return `${first!.name}[${index.join(", ")}] is ${a} and should be ${b}`;
  });
}

function layersOf(own: readonly Wrong[]): string {
  const layers = [...new Set(own.map(({ layer }) => layer))].sort((a, b) => a - b);
  const { layers: of } = own[0]!;
  if (layers.every((layer) => layer === 0)) return namesOf(own);
  const [first, last] = [layers[0]!, layers.at(-1)!];
  const listed = layers.length > 2 && last - first === layers.length - 1 ? `${first} to ${last}` : layers.join(", ");
  return `${namesOf(own)} (layer${layers.length > 1 ? "s" : ""} ${listed} of ${of})`;
}

/** From where the command was called. */
function nearby(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function cardOf({ own, following }: Group, channel: Channel): string {
  const { id, title, certain, remedy, site } = own[0]!.mistake;
  // the labels of the rows are up to 8 letters, with two spaces on both sides
  const width = Math.max(40, channel.columns() - 12);
  const fill = (texts: readonly string[]): string => texts.map((text) => wrapped(text, width)).join("\n");
  const rows: [string, string][] = [
    ["where", fill([layersOf(own)])],
    [
      "found",
      fill([
        ...detailsOf(own),
        ...(certain || id === "unknown" ? [] : ["this fits best, and leaves something unexplained"]),
      ]),
    ],
  ];
  const deviation = sizeOf(own);
  if (deviation) rows.push(["off by", fill([deviation])]);
  const largest = largestOf(own);
  if (largest.length > 0) rows.push(["most", fill(largest)]);
  if (following.length > 0)
    rows.push(["so also", fill([`${namesOf(following)}: right but for what comes from above`])]);
  if (site) {
    const place = `${nearby(site.file)}:${site.line}:${site.column}`;
    rows.push(["line", [place, sourceExcerpt(site, channel.paint) ?? ""].join("\n").trimEnd()]);
  }
  rows.push(["help", channel.paint("cyan", fill([remedy]))]);
  return card(channel, wrapped(title, channel.columns() - 2), rows);
}

export function mistakeCards(result: GradcheckResult, channel: Channel): string {
  const groups = groupsOf(result);
  const order =
    groups.length > 1
      ? `\n${wrapped(`${groups.length} mistakes, in the order of the backward pass: begin with the first`, channel.columns())}\n`
      : "";
  return `${order}${groups.map((group) => `\n${cardOf(group, channel)}`).join("")}`;
}
