/** @file x − relu(x) is the part of x below 0, and relu(x) − x what is left of −x. */
import { hullOf } from "../../graph/box.ts";
import { reluOp } from "../../ops/relu.ts";
import { subOp } from "../../ops/sub.ts";
import type { Relation } from "../relation.ts";
import { isOp, plain, samePlain } from "./_match.ts";

export const reluAlgebra: Relation = {
  id: "relu-algebra",
  what: "x − relu(x) = −relu(−x), relu(x) − x = relu(−x)",
  ops: [subOp],
  bound: ({ inputs: [a, b] }, facts) => {
    const [left, right] = [plain(a!, facts), plain(b!, facts)];
    const least = (x: typeof left): number => Math.min(hullOf(facts.boxes.get(x)!).lo, 0);
    if (isOp(right, reluOp) && samePlain(right.inputs[0]!, left, facts)) return { lo: least(left), hi: 0 };
    if (isOp(left, reluOp) && samePlain(left.inputs[0]!, right, facts)) return { lo: 0, hi: -least(right) };
    return null;
  },
};
