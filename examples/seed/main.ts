/** @file The forum's MNIST program as written and with rewrites, beside NumPy, and what is wrong with it after that. */
import { type Engine, ortNodeEngine, stabilize, trace } from "evenkeel";
import { largestDifference, numpyCosts, type Setting, settings } from "./fixture.ts";
import { forgotten, forumProgram, layerDims } from "./forum.ts";
import { type ForumRun, runForum } from "./runs.ts";
import { costTable, heading, numpyArray, paragraph, percent, place, say, short, sourceLine, table } from "./show.ts";
import { livingUnits, stepOfBias } from "./units.ts";

const main = settings.main!;
const images = main.n.toLocaleString("en");
const withTheMean: Setting = { ...main, bug: "none" };
const faster: Setting = { ...withTheMean, learning_rate: 0.1 };

function introduce(): void {
  say(`The forum's program: ${layerDims.join("-")}, relu, softmax, cross entropy`);
  say();
  paragraph(
    `The first ${images} MNIST images, pixels / 255, float64, ${main.epochs} full-batch epochs, rate ${main.learning_rate}.
    The backward pass was not posted. The one here is the usual one with one assumed mistake: the 1/m is forgotten in dW.
    Seed ${main.seed} was searched for: of 60 seeds at this rate, 9 reached a plateau.`,
  );
}

function showFailure({ failure }: ForumRun): void {
  const origin = failure!.origin!;
  const { value, limit, what } = origin.limit!;
  heading("1. As written (rewrites off)");
  paragraph(`The first value that is not finite appeared in epoch ${failure!.epoch}:
    ${origin.op} gave ${origin.gives} at ${place(origin.site!)}.`);
  say();
  sourceLine(origin.site!);
  say();
  paragraph(`The largest logit was ${short(value, 6)}; the limit is ${short(limit, 6)} (${what} in float64).
    Infinity / Infinity is NaN, so aL - y, dW and then every weight are NaN, and no later epoch can recover.`);
}

/** The stability rewrites of the cost and of the hand-written gradients. */
function rewritesOfProgram(): ReturnType<typeof stabilize>["applied"] {
  const type = (...shape: number[]) => ({ dtype: "float64" as const, shape });
  const weights = {
    w: layerDims.slice(1).map((nOut, l) => type(nOut, layerDims[l]!)),
    b: layerDims.slice(1).map((nOut) => type(nOut, 1)),
  };
  const batch = { x: type(main.n, layerDims[0]!), y: type(main.n, layerDims.at(-1)!) };
  const program = forumProgram(forgotten);
  const { graph } = trace(
    ({ weights, batch }) => ({
      cost: program.cost(weights, batch),
      gradients: program.gradients!(weights, batch),
    }),
    { weights, batch },
  );
  return stabilize(graph).applied;
}

function showRewrites(): void {
  const applied = rewritesOfProgram();
  heading("2. The same source, rewrites on");
  paragraph(`${applied.length} rewrites were applied:`);
  for (const { rule, what, site } of applied) {
    say();
    say(`  ${rule}${site ? `, ${place(site)}` : ""}`);
    paragraph(what);
    if (site) sourceLine(site);
  }
  say();
  paragraph("Both the cost and aL - y in the backward pass now come from the logits without exp(z) alone.");
}

function showCosts(literal: ForumRun, rewritten: ForumRun): void {
  const [posted, stable] = [numpyCosts(main, "posted"), numpyCosts(main, "stable")];
  heading("3. The costs, each printed before its epoch's update");
  costTable(["as written", "NumPy", "rewritten", "NumPy, stable"], [literal.costs, posted, rewritten.costs, stable]);
  say();
  paragraph(`NumPy ran the same program from the same weights; its stable column is the log-sum-exp form by hand.
    Largest relative difference: ${short(largestDifference(literal.costs, posted), 1)} as written,
    ${short(largestDifference(rewritten.costs, stable), 1)} rewritten. The columns part in epoch 1, where a logit of
    over 1,500 makes exp(z) infinite. The true cost of that epoch is ${short(rewritten.costs[1]!, 6)}: bad, but a
    number, and the weights stay numbers too.`);
}

async function showPlateau(engine: Engine, run: ForumRun): Promise<void> {
  const living = await livingUnits(engine, run);
  const [last, end] = [run.costs.at(-1)!, run.metrics.train.loss!];
  heading("4. What is still wrong: the plateau");
  paragraph(`The cost ends at ${last.toFixed(6)}, which is ln 10 = ${Math.LN10.toFixed(6)} plus ${short(last - Math.LN10, 2)}:
    ten classes guessed almost evenly. Hidden units that are above 0 for at least one of the ${images} images:`);
  say();
  table([
    ["layer", ...living.map((_, l) => String(l + 1))],
    ["units", ...living.map((_, l) => String(layerDims[l + 1]))],
    ["alive", ...living.map(String)],
  ]);
  say();
  paragraph(`A layer without a living unit passes nothing on, so the output is its bias, the same for every image.
    Such a bias alone lowers the cost by rate * |softmax(b) - p|^2 a step, p being the labels' frequencies. That is
    ${short(stepOfBias(run, main.learning_rate))}; the last step took off ${short(last - end)}. No rewrite can help here:
    the formulas are right now, and the gradient is wrong.`);
}

async function showRepair(engine: Engine): Promise<ForumRun[]> {
  const runs = [await runForum(engine, withTheMean), await runForum(engine, faster)];
  heading("5. One change: 1/m back in dW");
  costTable(
    [`rate ${withTheMean.learning_rate}`, `rate ${faster.learning_rate}`],
    runs.map(({ costs }) => costs),
  );
  say();
  paragraph("It trains. With the averaged gradient the logits never come near the limit of exp, rewritten or not.");
  return runs;
}

async function showSchedule(engine: Engine, repaired: readonly ForumRun[]): Promise<void> {
  const full = [...repaired];
  for (const learning_rate of [0.3, 1]) full.push(await runForum(engine, { ...faster, learning_rate }));
  const small = await runForum(engine, faster, { batchSize: 50 });
  heading("6. Ten full-batch steps are too few");
  const row = (name: string, run: ForumRun, rate: number): string[] => [
    name,
    String(run.step),
    String(rate),
    percent(run.metrics.train.accuracy),
    percent(run.metrics.test?.accuracy),
  ];
  table([
    [`ten epochs on ${images} images`, "steps", "rate", "of these images", "of 10,000 test images"],
    ...full.map((run, i) => row("full batch", run, [0.01, 0.1, 0.3, 1][i]!)),
    row("batches of 50", small, faster.learning_rate),
  ]);
  say();
  paragraph(`Here an epoch is one step. On all 60,000 images ten such steps reached 56% of the test images at the best
    of the rates 0.1, 0.3, 0.5 and 1: no rate makes up for the missing steps. "npm start" trains this network on all
    images in mini-batches and passes 98%.`);
}

function conclude(): void {
  const [run1, run2] = [2.63035001, 2.63039004].map(numpyArray);
  heading("What the forum's own numbers say");
  paragraph(`First costs of ${run1} and ${run2} exclude raw pixels with this initialisation: those start in the
    hundreds. Both plateaus fall as an output bias alone falls, so both networks were dead. In run 2 the bias
    moved ten times as far an epoch as one averaged step at the stated rate of 0.01; why, the numbers do not say.`);
  say();
  paragraph(`From 2.63 to nan in one step takes a step hundreds of times too large or more. Several mistakes give one. A
    forgotten 1/m is among them, and nothing in the post shows that it was the author's. What is met here is the
    pattern, not the figures: the author's seed is unknown, and ours was searched for.`);
  say();
  paragraph(`As posted, an overflow of exp that reaches the gradient leaves nan for ever (section 1). Run 2 had finite
    costs after its nan. So its nan was another one, such as 0 * log(0) in the cost alone, or its cost and its gradient
    came from different passes.`);
  say();
  paragraph(`For the author, in this order: check the gradient against finite differences (a missing 1/m shows at once),
    then the scale of the inputs, then the rate. Take the cost from the logits. Use mini-batches. The clip in sigmoid is
    not used by its own formula, and the one in relu hides activations above 500.`);
}

// NumPy keeps subnormal numbers.
const engine = await ortNodeEngine({ flushSubnormals: false });
introduce();
const literal = await runForum(engine, main, { rewrites: "off" });
showFailure(literal);
showRewrites();
const rewritten = await runForum(engine, main);
showCosts(literal, rewritten);
await showPlateau(engine, rewritten);
await showSchedule(engine, await showRepair(engine));
conclude();
await engine.dispose();
