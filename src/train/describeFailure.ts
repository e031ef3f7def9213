/** @file Says in words where a run left the finite numbers. */
import { formatSite } from "../graph/node.ts";
import { DivergedError } from "../util/errors.ts";
import type { NonFiniteOrigin } from "./nonfinite.ts";
import type { Failure } from "./outcome.ts";

/** Six digits are enough to see on which side of a limit a number lies. */
const short = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(6))) : String(x));

/** What happened at the op: "exp gave Infinity: its operand 93.3 is above 88.7228 (exp overflows above it)". */
export function describeOrigin({ op, gives, operands, limit }: NonFiniteOrigin): string {
  if (limit)
    return `${op} gave ${gives}: its operand reached ${short(limit.value)}, the limit is ${short(limit.limit)} (${limit.what})`;
  const shown = operands.map(({ lo, hi }, i) => `operand ${i + 1} lay between ${short(lo)} and ${short(hi)}`);
  return `${op} gave ${gives}${shown.length > 0 ? `: ${shown.join(", ")}` : ""}`;
}

/** The place in the program: the layer or pass, and the user's line. */
export function describePlace({ site, via }: NonFiniteOrigin): string {
  return [...via, site && formatSite(site)].filter(Boolean).join(", ");
}

/** What was seen first: the cost, or an update that left the finite numbers while the cost was still one. */
export const failureTitle = ({ step, cost }: Failure): string =>
  Number.isFinite(cost)
    ? `a parameter is not a finite number after step ${step + 1}`
    : `the cost is ${cost} at step ${step + 1}`;

/** The failure as an error for the user. */
export function divergence(failure: Failure, help: string): DivergedError {
  const { epoch, origin } = failure;
  return new DivergedError(`training stopped in epoch ${epoch + 1}: ${failureTitle(failure)}`, {
    ...(origin && { where: describePlace(origin), found: describeOrigin(origin) }),
    help,
  });
}
