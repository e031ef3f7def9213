/** @file Event: a place where a value can leave the finite numbers. */
import type { Node } from "../graph/node.ts";
import type { Hazard, Range } from "../graph/op.ts";

export interface RangeEvent {
  readonly node: Node;
  /**
   * "hazard": an operand can lie in a hazard zone of the op. "overflow": the result can exceed the largest number.
   * "not-a-number": ∞ − ∞ or 0 · ∞ from infinities that the program holds itself, or two infinities of one overflow
   * that meet: then `source` is the node that overflows.
   */
  readonly kind: "hazard" | "overflow" | "not-a-number";
  /** Set for a hazard: the record's entry, with its operand's index and limit. */
  readonly hazard: Hazard | null;
  /** The operand's range for a hazard, the result's before clipping otherwise. */
  readonly found: Range;
  /** The number it is held against. */
  readonly limit: number;
  /** Happens only where subnormal numbers are flushed to zero. */
  readonly flushOnly: boolean;
  /**
   * Where the size comes from: the node itself, or for an overflow the node before it whose values are that large while
   * its own operands are not: the exp whose results a sum cannot hold.
   */
  readonly source: Node;
  /**
   * No single op makes the size: it grew over many, as bounds do over the layers of a deep network whether its values
   * do or not. Worth a report only where a witness is found.
   */
  readonly gradual: boolean;
  /** The offending element is never the one that a `where` behind it picks: the values after it stay finite. */
  readonly discarded: boolean;
}

/** An event that would not be there without an earlier one. */
export interface FollowingEvent extends RangeEvent {
  /** The node of the earlier event, or the node whose op is unknown. */
  readonly followsFrom: Node;
}
