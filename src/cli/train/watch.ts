/** @file The doctor's live monitor as a session's watch: findings with the command that would investigate, and their cards. */

import { factTexts } from "../../doctor/5-report/text.ts";
import { Monitor } from "../../doctor/live/monitor.ts";
import type { FindingEvent } from "../../record/events.ts";
import type { SessionOptions } from "../../train/node/session.ts";
import type { Channel } from "../channel.ts";
import { commandName } from "../console.ts";
import { whole } from "../format.ts";
import { card } from "../report.ts";

export const doctorCommand = (folder: string): string => `${commandName()} doctor ${folder}`;

export interface Watcher {
  readonly watch: NonNullable<SessionOptions["watch"]>;
  /** What it has found. */
  readonly findings: readonly FindingEvent[];
}

export function watcher(): Watcher {
  const monitor = new Monitor();
  const findings: FindingEvent[] = [];
  return {
    findings,
    watch: (event, folder) => {
      const found = monitor.observe(event).map(({ id, title, step, where, facts }): FindingEvent => {
        return { t: "finding", id, step, message: title, where, remedy: doctorCommand(folder), facts };
      });
      findings.push(...found);
      return found;
    },
  };
}

/** Columns before the texts of a card: two, the longest label, two. */
const indent = 12;
const widest = 120;

/** A symptom that has just shown; null for findings that are told at the end. */
export function findingCard(
  { id, message, step, where, remedy, facts }: FindingEvent,
  channel: Channel,
): string | null {
  if (!facts || !remedy) return null;
  const room = Math.max(40, Math.min(widest, channel.columns()) - indent);
  const rows: [string, string][] = [
    ["where", [`step ${whole(step)}`, ...(where === null ? [] : [where])].join(", ")],
    ["evidence", factTexts(facts, room, channel).join("\n")],
    ["next", `${channel.paint("cyan", remedy)}\n${channel.paint("dim", "replays the run with one change at a time")}`],
    ["explain", channel.paint("cyan", `${commandName()} explain ${id}`)],
  ];
  return card(channel, message, rows);
}
