/** @file What the static checker says of an experiment before it is trained: a card, or nothing. */
import { type CheckResult, check, isFailure } from "../../check/check.ts";
import { experimentSubject } from "../../check/experimentSubject.ts";
import type { Finding } from "../../check/finding.ts";
import { asCompiled } from "../../check/repaired.ts";
import { interval } from "../../check/report/numbers.ts";
import { placeOf } from "../../check/report/words.ts";
import type { Prepared, SessionOptions } from "../../train/node/session.ts";
import type { Channel } from "../channel.ts";
import { commandName } from "../console.ts";
import { card } from "../report.ts";
import type { View } from "./views.ts";

/** So many findings are listed. */
const mostShown = 3;

/** Null where no value of the compiled program can leave the finite numbers. */
export function checkCard({ job, plan, dataset }: Prepared, name: string, channel: Channel): string | null {
  const subject = experimentSubject({ name, plan, dataset, seed: job.experiment.seed });
  return failuresCard(check(asCompiled(subject), { effort: null }), name, channel);
}

/** The same of a result. */
export function failuresCard({ findings }: CheckResult, name: string, channel: Channel): string | null {
  const failures = findings.filter(isFailure);
  if (failures.length === 0) return null;
  const rows: [string, string][] = failures.slice(0, mostShown).map((finding) => [finding.rule, textOf(finding, name)]);
  if (failures.length > mostShown) rows.push(["", `and ${failures.length - mostShown} more`]);
  rows.push(["next", channel.paint("cyan", `${commandName()} check ${name}`)]);
  const places = failures.length === 1 ? "a place" : `${failures.length} places`;
  return card(channel, `The checker sees ${places} where a number can stop being finite`, rows, "warning");
}

const textOf = (finding: Finding, name: string): string =>
  [
    finding.message,
    `${placeOf(finding, { name })}${finding.range ? `, operand in ${interval(finding.range)}` : ""}`,
  ].join("\n");

/** The options with the card shown below the header of the run. */
export function tellingChecks(options: SessionOptions, view: View, card: string | null): SessionOptions {
  if (card === null) return options;
  return {
    ...options,
    observe: (event) => {
      options.observe?.(event);
      if (event.t === "start") view.say(card);
    },
  };
}
