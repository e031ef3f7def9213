/** @file What is seen while training: a bar and lines on a terminal, plain lines elsewhere, JSON lines, or nothing. */

import type { StartEvent } from "../../record/events.ts";
import { eventLine } from "../../record/lines.ts";
import type { SessionEvent } from "../../train/node/session.ts";
import { DataError } from "../../util/errors.ts";
import type { Channel } from "../channel.ts";
import type { Console } from "../console.ts";
import { clock, cost } from "../format.ts";
import { errorCard } from "../report.ts";
import { Bar, clearLine } from "./bar.ts";
import { epochLine, firstCost, header } from "./lines.ts";
import { findingCard } from "./watch.ts";

export interface View {
  observe(event: SessionEvent): void;
  /** A line of its own, at once. */
  say(text: string): void;
  /** Leaves the terminal as it should be for whatever comes next. */
  stop(): void;
}

export type ViewMode = "lines" | "json" | "quiet";

export function viewFor(mode: ViewMode, console: Console, name: string): View {
  if (mode === "json") return jsonView(console);
  if (mode === "quiet") return quietView(console);
  return console.err.live ? liveView(console.err, name) : plainView(console.err, name);
}

function jsonView({ out, err }: Console): View {
  return {
    observe: (event) => {
      if (event.t === "warning") err.write(errorCard(event.error, err, "warning"));
      else if (event.t !== "progress") out.write(eventLine(event));
    },
    say: () => {},
    stop: () => {},
  };
}

function quietView({ err }: Console): View {
  return {
    observe: (event) => {
      // What cannot be saved is lost; a model that cannot be exported is not.
      if (event.t === "warning" && event.error instanceof DataError) err.write(errorCard(event.error, err));
      if (event.t === "finding") err.write(findingCard(event, err) ?? "");
    },
    say: () => {},
    stop: () => {},
  };
}

/** The lines that stay, the same on a terminal and in a file. */
function lasting(channel: Channel, name: string, line: (text: string) => void): (event: SessionEvent) => void {
  let start: StartEvent | null = null;
  return (event) => {
    if (event.t === "start") {
      start = event;
      channel.write(header(event, name, channel));
    }
    if (event.t === "warning") line(errorCard(event.error, channel, "warning").trimEnd());
    const found = event.t === "finding" ? findingCard(event, channel) : null;
    if (found !== null) line(`\n${found}`);
    if (!start) return;
    if (event.t === "step" && event.step === 0) line(firstCost(start, event));
    if (event.t === "epoch") line(epochLine(start, event));
  };
}

function liveView(channel: Channel, name: string): View {
  let bar: Bar | null = null;
  channel.write(channel.paint("dim", `preparing ${name}…`));
  const line = (text: string): void => (bar ? bar.line(text) : channel.write(`${clearLine}${text}\n`));
  const last = lasting(channel, name, line);
  return {
    observe: (event) => {
      if (event.t === "start") channel.write(clearLine);
      last(event);
      if (event.t === "start") {
        bar = new Bar(channel, {
          totalSteps: event.totalSteps,
          epochs: event.experiment.epochs,
          firstStep: event.resumedAt,
        });
      }
      if (event.t === "progress") bar?.update(event);
      if (event.t === "end") bar?.stop();
    },
    say: line,
    stop: () => (bar ? bar.stop() : channel.write(clearLine)),
  };
}

/** Milliseconds after which a long epoch says how far it is. */
const quietFor = 10_000;

function plainView(channel: Channel, name: string): View {
  const line = (text: string): void => channel.write(`${text}\n`);
  const last = lasting(channel, name, line);
  const startedAt = performance.now();
  let [saidAt, firstStep] = [startedAt, 0];
  return {
    observe: (event) => {
      last(event);
      const now = performance.now();
      if (event.t === "start") firstStep = event.resumedAt;
      if (event.t === "epoch") saidAt = now;
      if (event.t !== "progress" || now - saidAt < quietFor) return;
      saidAt = now;
      const left = ((now - startedAt) / 1000) * ((event.totalSteps - event.step) / (event.step - firstStep));
      line(
        `epoch ${event.epoch + 1}, step ${event.step} of ${event.totalSteps}: cost ${cost(event.cost)}, ${clock(left)} left`,
      );
    },
    say: line,
    stop: () => {},
  };
}
