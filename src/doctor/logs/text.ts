/** @file A log's text as clean lines: what progress bars overwrite is split, what moves or colours a terminal is dropped. */

export interface LogLine {
  /** Of the file, from 1; the states of a progress bar share one. */
  readonly number: number;
  /** Without control characters: safe to print. */
  readonly text: string;
}

const esc = "\u001b";
/** Colours and cursor movements (CSI … letter), window titles (OSC … BEL), and the two-letter escapes. */
const escapes: RegExp = new RegExp(`${esc}(?:\\[[0-9;?]{0,20}[A-Za-z]|\\][^\\u0007${esc}]{0,200}\\u0007?|.)`, "g");
/** A cursor that goes up or to another column begins a line again. */
const movements: RegExp = new RegExp(`${esc}\\[[0-9;]{0,8}[ABEFGHfK]`, "g");
/** Control characters but tab and line end, and those that turn the direction of writing. */
const controls: RegExp = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;
const needsCleaning: RegExp = /[^\P{Cc}\t\n]|\p{Bidi_Control}/u;

/** What is printed of a line of someone else's file. */
const clean = (text: string): string => text.replace(escapes, "").replace(controls, "");

/** The lines that hold anything. Linear in the text's length. */
export function* logLines(text: string): Generator<LogLine> {
  let number = 0;
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    number++;
    const line = text.slice(start, end);
    start = end + 1;
    if (!needsCleaning.test(line)) {
      if (line.trim() !== "") yield { number, text: line };
      continue;
    }
    for (const state of line.replace(movements, "\r").split(/[\r\b]+/)) {
      const cleaned = clean(state);
      if (cleaned.trim() !== "") yield { number, text: cleaned };
    }
  }
}

/** What a person would read of a line; lists and JSON may be longer. */
export const head = (line: LogLine, length = 10_000): LogLine =>
  line.text.length > length ? { number: line.number, text: line.text.slice(0, length) } : line;

/** The first lines, shortened, as an error shows them. */
export function excerpt(text: string, lines: number, width = 72): string[] {
  const shown: string[] = [];
  for (const line of logLines(text.slice(0, 100_000))) {
    if (shown.length === lines) break;
    shown.push(shorten(line.text.trimEnd(), width));
  }
  return shown;
}

export const shorten = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
