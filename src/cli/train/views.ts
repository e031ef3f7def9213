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
import { EpochLines } from "./epochs.ts";
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

/**
 * The lines that stay, on a terminal and in a file.
 *
 * @param isDue whether an epoch has a line in any case
 */
function lasting(
  channel: Channel,
  name: string,
  line: (text: string) => void,
  isDue: () => boolean,
): (event: SessionEvent) => void {
  let start: StartEvent | null = null;
  const epochs = new EpochLines((event, note) => line(`${epochLine(start!, event)}${note && `  ${note}`}`));
  return (event) => {
    if (event.t === "start") {
      start = event;
      channel.write(header(event, name, channel));
    }
    if (event.t === "warning" || event.t === "finding") epochs.catchUp();
    if (event.t === "warning") line(errorCard(event.error, channel, "warning").trimEnd());
    const found = event.t === "finding" ? findingCard(event, channel) : null;
    if (found !== null) line(`\n${found}`);
    if (!start) return;
    if (event.t === "step" && event.step === 0) line(firstCost(start, event));
    if (event.t === "epoch") epochs.add(event, isDue());
    if (event.t === "end") epochs.end();
  };
}

function liveView(channel: Channel, name: string): View {
  let bar: Bar | null = null;
  channel.write(channel.paint("dim", `preparing ${name}…`));
  const line = (text: string): void => (bar ? bar.line(text) : channel.write(`${clearLine}${text}\n`));
  const last = lasting(channel, name, line, () => true);
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

/** Milliseconds without a line after which one is due: of the epoch that ended, or of how far a long one is. */
const quietFor = 10_000;

function plainView(channel: Channel, name: string): View {
  const startedAt = performance.now();
  let [saidAt, firstStep] = [startedAt, 0];
  const isDue = (): boolean => performance.now() - saidAt >= quietFor;
  const line = (text: string): void => {
    channel.write(`${text}\n`);
    saidAt = performance.now();
  };
  const last = lasting(channel, name, line, isDue);
  return {
    observe: (event) => {
      last(event);
      if (event.t === "start") firstStep = event.resumedAt;
      if (event.t !== "progress" || !isDue()) return;
      const spent = (performance.now() - startedAt) / 1000;
      const left = spent * ((event.totalSteps - event.step) / (event.step - firstStep));
      line(
        `epoch ${event.epoch + 1}, step ${event.step} of ${event.totalSteps}: cost ${cost(event.cost)}, ${clock(left)} left`,
      );
    },
    say: line,
    stop: () => {},
  };
}
