/** @file The report for a terminal: the verdict, cards with aligned columns, what to do next. */
import type { Fact } from "../fact.ts";
import type { Card } from "./cards.ts";
import type { SymptomFinding } from "./diagnosis.ts";
import type { DiffLine } from "./diff.ts";
import type { Other, Report } from "./report.ts";
import { inSentence, symptomText } from "./words.ts";

type Ink = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export interface Page {
  readonly columns: number;
  paint(ink: Ink, text: string): string;
}

/** A line is text in pieces of one colour, so that its width is known. */
type Piece = readonly [text: string, ink: Ink | null];
type Line = readonly Piece[];

/** Columns before the texts of a card: two, the longest label, two. */
const indent = 13;
const widest = 120;
const narrowest = 60;

export function renderText(report: Report, { columns, paint }: Page): string {
  const width = Math.max(narrowest, Math.min(widest, columns));
  const lines: Line[] = [
    ...verdictLines(report, width),
    ...report.cards.flatMap((card) => [[], ...cardLines(card, width)]),
    ...section("or instead", otherRows(report.instead, width - indent)),
    ...section("together", report.together && togetherRows(report.together, width - indent)),
    ...section(report.cards.length > 0 ? "also seen" : "seen", symptomRows(report.seen, width - indent)),
    ...section(report.verdict === "healthy" ? "to know" : "suspected", otherRows(report.others, width - indent)),
    ...section("ruled out", report.cards.length > 0 ? null : ruledOutRows(report, width - indent)),
    ...section("looked at", factRows(report.looked, width - indent)),
    ...section("next", nextLines(report, width - indent)),
    [],
    [[report.footer, "dim"]],
  ];
  return lines.map((line) => `${painted(line, paint)}\n`).join("");
}

const painted = (line: Line, paint: Page["paint"]): string =>
  line.map(([text, ink]) => (ink && text !== "" ? paint(ink, text) : text)).join("");

/** Facts in columns of at most `room` characters, a text for each line. */
export const factTexts = (facts: readonly Fact[], room: number, { paint }: Pick<Page, "paint">): string[] =>
  factRows(facts, room).map((line) => painted(line, paint));

const marks = { healthy: ["✓", "green"], found: ["✖", "red"], open: ["?", "yellow"] } as const;

function verdictLines({ verdict, headline, sentence, notes }: Report, width: number): Line[] {
  const open = verdict === "unexplained" || verdict === "no-signal";
  const [mark, ink] = marks[verdict === "healthy" ? "healthy" : open ? "open" : "found"];
  const hanging = (text: string, style: Ink | null): Line[] =>
    wrapped(text, width - 2).map((line) => [
      ["  ", null],
      [line, style],
    ]);
  const [first, ...more] = wrapped(headline, width - 2);
  return [
    [
      [mark, ink],
      [" ", null],
      [first ?? "", "bold"],
    ],
    ...more.map(
      (line): Line => [
        ["  ", null],
        [line, "bold"],
      ],
    ),
    ...(sentence === "" ? [] : hanging(sentence, null)),
    ...notes.flatMap((note) => hanging(note, "dim")),
  ];
}

const severityMarks = { error: ["✖", "red"], warning: ["⚠", "yellow"], info: ["i", "cyan"] } as const;

function cardLines(card: Card, width: number): Line[] {
  const room = width - indent;
  const [mark, ink] = severityMarks[card.severity];
  const [first, ...more] = wrapped(card.title, width - 4 - card.id.length);
  return [
    [
      [mark, ink],
      [" ", null],
      [card.id, ink],
      ["  ", null],
      [first ?? "", "bold"],
    ],
    ...more.map(
      (line): Line => [
        [" ".repeat(card.id.length + 4), null],
        [line, "bold"],
      ],
    ),
    ...row("where", plain(card.where, room)),
    ...row("seen as", symptomRows(card.symptoms, room)),
    ...row("evidence", factRows(card.evidence, room)),
    ...row("cause", causeRows(card, room)),
    ...row("ruled out", plain(card.ruledOut, room)),
    ...row("fix", diffRows(card.fix, room)),
    ...row(card.confidence === "proved" ? "proof" : "tried", plain(card.proof, room)),
    ...row("still", plain(card.stillWrong, room)),
    ...row("explain", [[[card.explain, "cyan"]]]),
  ];
}

/** The label before the first line, the others below it. */
function row(label: string, lines: readonly Line[] | null): Line[] {
  return (lines ?? []).map((line, i) => [[`  ${(i === 0 ? label : "").padEnd(indent - 2)}`, "dim"], ...line]);
}

const section = (label: string, lines: readonly Line[] | null): Line[] =>
  lines && lines.length > 0 ? [[], ...row(label, lines)] : [];

/** Texts one below the other, each wrapped, the further lines of one indented. */
const plain = (texts: readonly string[], room: number, ink: Ink | null = null): Line[] =>
  texts.flatMap((text) =>
    wrapped(text, room - 2).map((line, i): Line => [[i > 0 && texts.length > 1 ? `  ${line}` : line, ink]]),
  );

const causeRows = ({ what, confidence }: Card, room: number): Line[] => [
  ...(what ? plain([what], room) : []),
  [
    ["confidence: ", null],
    [confidence, confidence === "proved" ? "green" : "bold"],
  ],
];

/** Of more symptoms than these only the titles are told. */
const shownSymptoms = 4;

function symptomRows(symptoms: readonly SymptomFinding[], room: number): Line[] {
  const texts = symptoms.slice(0, shownSymptoms).map(symptomText);
  const more = symptoms.slice(shownSymptoms).map(({ title }) => inSentence(title));
  return plain([...texts, ...(more.length > 0 ? [`and: ${more.join("; ")}`] : [])], room);
}

const gap = 2;
/** Values longer than this have their normal value below them instead of beside. */
const longValue = (room: number): number => (room < 80 ? 14 : 24);

/** Label, value and normal value in columns. */
function factRows(facts: readonly Fact[], room: number): Line[] {
  const labels = Math.min(Math.floor(0.42 * room), longest(facts.map(({ label }) => label)));
  const values = longest(facts.map(({ value }) => value).filter(({ length }) => length <= longValue(room)));
  return facts.flatMap(({ label, value, normal }) => {
    const beside = value.length <= longValue(room);
    const said = normal ? `normal: ${normal}` : "";
    const [names, first, second] = [
      wrapped(label, labels),
      beside ? [value] : wrapped(value, room - labels - gap),
      said ? wrapped(said, room - labels - gap - (beside ? values + gap : 0)) : [],
    ];
    const below = beside ? [] : second;
    const height = Math.max(names.length, first.length + below.length, second.length - below.length);
    return Array.from({ length: height }, (_, i): Line => {
      const after = (beside ? second[i] : below[i - first.length]) ?? "";
      const middle = first[i] ?? "";
      const hasMore = middle !== "" || after !== "";
      const padding = beside && after !== "" ? values + gap : 0;
      return [
        [hasMore ? (names[i] ?? "").padEnd(labels + gap) : (names[i] ?? ""), null],
        [middle.padEnd(padding), "bold"],
        [after, "dim"],
      ];
    });
  });
}

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

/** Long values are cut: the whole is in the JSON. */
const diffRows = (lines: readonly DiffLine[], room: number): Line[] =>
  lines.map(({ sign, path, value }) => {
    const text = `${sign} ${path}: ${value}`;
    return [[text.length > room ? `${text.slice(0, room - 1)}…` : text, sign === "-" ? "red" : "green"]];
  });

const togetherRows = ({ fix, proof }: NonNullable<Report["together"]>, room: number): Line[] => [
  ...diffRows(fix, room),
  ...plain(proof, room),
];

const otherRows = (others: readonly Other[], room: number): Line[] =>
  others.flatMap(({ title, confidence, note }) => [
    ...plain([confidence === "possible" ? title : `${title} (${confidence})`], room),
    ...(note ? indented(plain([note], room - 2, "dim")) : []),
  ]);

const ruledOutRows = ({ ruledOut }: Report, room: number): Line[] =>
  ruledOut.flatMap(({ title, why }) => [...plain([title], room), ...indented(plain([why], room - 2, "dim"))]);

const indented = (lines: readonly Line[]): Line[] => lines.map((line) => [["  ", null], ...line]);

/** A command stands beside what it does, or below it where it would not fit. */
function nextLines({ next }: Report, room: number): Line[] {
  const width = longest(next.map(([what]) => what));
  return next.flatMap(([what, command]): Line[] =>
    width + 2 + command.length <= room
      ? [
          [
            [`${what.padEnd(width)}  `, null],
            [command, "cyan"],
          ],
        ]
      : [
          [[what, null]],
          [
            ["  ", null],
            [command, "cyan"],
          ],
        ],
  );
}

/** The text in lines of at most `width` characters, broken at spaces; a longer word stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
