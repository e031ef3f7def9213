/** @file All views of a trained model on its data. */
import type { Dataset, Examples } from "../data/dataset.ts";
import { exampleCount, selectExamples } from "../data/dataset.ts";
import type { Engine } from "../engine/engine.ts";
import { answersOf, labelsOf } from "./answers.ts";
import { confusion } from "./confusion.ts";
import { gallery } from "./gallery.ts";
import { pictureOf } from "./pictures.ts";
import { predict, type TrainedModel } from "./predictions.ts";
import type { Views } from "./views.ts";
import { weightTiles } from "./weightTiles.ts";

/** More examples change no share by more than 0.01. */
const mostExamples = 10_000;

/** @param step steps of training that the parameters have had */
export async function viewsOf(engine: Engine, model: TrainedModel, step: number): Promise<Views> {
  const { part, examples } = examined(model.dataset);
  const { inputs, targets } = examples;
  const tiles = weightTiles(model, inputs);
  const count = exampleCount(examples);
  const nothing = { step, part, examples: count, confusion: null, wrong: [], right: [], tiles };
  if (model.plan.blueprint.settings.task === "regression" || count === 0) return nothing;
  const answers = answersOf(await predict(engine, model, examples), labelsOf(targets));
  const picture = pictureOf(inputs);
  const { classNames, targetNames } = model.dataset;
  const table = confusion(answers, classNames ?? (targets.kind === "values" ? targetNames : undefined));
  return { ...nothing, confusion: table, ...(picture && gallery(answers, table.labels, picture)) };
}

function examined({ test, validation, train }: Dataset): { readonly part: Views["part"]; readonly examples: Examples } {
  const [part, all] = test
    ? (["test", test] as const)
    : validation
      ? (["validation", validation] as const)
      : (["train", train] as const);
  const count = exampleCount(all);
  if (count <= mostExamples) return { part, examples: all };
  return {
    part,
    examples: selectExamples(
      all,
      Int32Array.from({ length: mostExamples }, (_, i) => i),
    ),
  };
}
