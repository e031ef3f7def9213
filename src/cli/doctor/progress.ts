/** @file What is seen while the doctor works: one line that is drawn again on a terminal, else few plain ones. */
import type { Progress } from "../../doctor/diagnose.ts";
import type { Channel } from "../channel.ts";
import { clock, count } from "../format.ts";
import { clearLine } from "../train/bar.ts";

export interface ProgressView {
  update(progress: Progress): void;
  /** A line of its own, at once. */
  say(text: string): void;
  stop(): void;
}

const stages: Readonly<Record<Progress["stage"], string>> = {
  evidence: "running it as it is and measuring",
  "single changes": "trying one change at a time",
  "sets of changes": "trying changes together",
  proof: "checking what was found",
};

const frameMilliseconds = 100;
/** Milliseconds after which a long stage says how far it is, where lines stay. */
const quietFor = 10_000;

/** Sentences to the process that started this one. */
export function toParent(send: (message: string) => void): ProgressView {
  const view = plain({ write: (text) => send(text.trimEnd()) }, 1000);
  return { ...view, say: () => {} };
}

export const silent: ProgressView = { update: () => {}, say: () => {}, stop: () => {} };

export const progressOn = (channel: Channel, budgetSeconds: number): ProgressView =>
  channel.live ? redrawn(channel, budgetSeconds) : plain(channel);

const since = (start: number): number => (performance.now() - start) / 1000;

/** "trying one change at a time  0:08 of 1:00  12 replays  best: accuracy 0.91 with …", cut to the terminal. */
function redrawn(channel: Channel, budgetSeconds: number): ProgressView {
  const start = performance.now();
  let last: Progress = { stage: "evidence", replays: 0, best: null };
  const draw = (): void => {
    const { stage, replays, best } = last;
    const parts = [
      `${stages[stage]}…`,
      `${clock(since(start))} of ${clock(budgetSeconds)}`,
      ...(replays > 0 ? [count(replays, "replay")] : []),
      ...(best ? [`best: ${best}`] : []),
    ];
    const room = Math.max(10, channel.columns() - 1);
    const text = parts.join("  ");
    channel.write(`${clearLine}${channel.paint("dim", text.length > room ? `${text.slice(0, room - 1)}…` : text)}`);
  };
  const timer = setInterval(draw, frameMilliseconds).unref();
  draw();
  return {
    update: (progress) => {
      last = progress;
    },
    say: (text) => channel.write(`${clearLine}${text}\n`),
    stop: () => {
      clearInterval(timer);
      channel.write(clearLine);
    },
  };
}

function plain(channel: Pick<Channel, "write">, quiet: number = quietFor): ProgressView {
  const start = performance.now();
  let [stage, saidAt]: [Progress["stage"] | null, number] = [null, start];
  return {
    update: (progress) => {
      const now = performance.now();
      if (progress.stage === stage && now - saidAt < quiet) return;
      [stage, saidAt] = [progress.stage, now];
      const best = progress.best ? `, best: ${progress.best}` : "";
      const done =
        progress.replays > 0 ? `: ${count(progress.replays, "replay")} in ${clock(since(start))}${best}` : "";
      channel.write(`${stages[progress.stage]}${done}\n`);
    },
    say: (text) => channel.write(`${text}\n`),
    stop: () => {},
  };
}
