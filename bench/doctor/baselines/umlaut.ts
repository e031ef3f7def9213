/** @file UMLAUT (Schoop, Huang and Hartmann, CHI 2021): its heuristics, in the order of its severity. */
import type { CauseId } from "../../../test/zoo/entry.ts";
import type { Observed } from "../observed.ts";
import { activationAt, type Baseline, denseLayers, type Finding, outputLayer } from "./_baseline.ts";

/** Its limits: range of inputs, learning rates, dropout. */
const inputRange = 1;
const highRate = 0.01;
const lowRate = 1e-7;
const strongDropout = 0.5;

export const umlaut: Baseline = {
  id: "umlaut",
  title: "UMLAUT",
  source:
    "UMLAUT: Debugging deep learning programs using program structure and model behavior, CHI 2021 (repository BerkeleyHCI/umlaut). It gives hints and changes nothing. Overfitting, which is none of our causes, is left out",
  diagnose: async (run) => ({
    findings: run.isProgram ? dataFindings(run) : [...dataFindings(run), ...modelFindings(run)],
    edits: null,
  }),
};

function dataFindings(run: Observed): Finding[] {
  const { min, max } = run.inputsAsFed;
  const { learningRate } = run.experiment.optimizer;
  const findings: [boolean, CauseId, string][] = [
    [min < -inputRange || max > inputRange, "unscaled-inputs", "input out of range"],
    [run.diverged || run.costs.some(Number.isNaN), "exploding-gradient", "NaN in loss"],
    [learningRate > highRate, "learning-rate-too-high", "learning rate high"],
    [learningRate < lowRate, "learning-rate-too-low", "learning rate low"],
  ];
  return findings.flatMap(([fires, cause, rule]) => (fires ? [{ cause, rule }] : []));
}

function modelFindings(run: Observed): Finding[] {
  const { model, loss } = run.experiment;
  const output = outputLayer(run);
  const dense = denseLayers(run);
  const hidden = dense.slice(0, -1);
  const noSoftmax = output !== null && output.activation !== "softmax" && loss.name !== "softmax-cross-entropy";
  const linear = hidden.some((index) => activationAt(run, index) === "linear");
  const twice = output?.activation === "softmax" && loss.name === "softmax-cross-entropy";
  const strong = model.some((layer) => layer.type === "dropout" && layer.rate > strongDropout);
  const findings: [boolean, CauseId, string][] = [
    [noSoftmax, "missing-output-activation", "no softmax before cross entropy"],
    [twice, "double-softmax", "softmax and from_logits"],
    [linear, "missing-nonlinearity", "hidden layers without activation"],
    [strong, "dropout-too-strong", "dropout over 0.5"],
  ];
  return findings.flatMap(([fires, cause, rule]) => (fires ? [{ cause, rule }] : []));
}
