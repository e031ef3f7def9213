/** @file The weights of the first layer as pictures, one a unit. */
import { featureCount, type Inputs } from "../data/dataset.ts";
import { pictureSize } from "./pictures.ts";
import type { TrainedModel } from "./predictions.ts";
import type { Tile } from "./views.ts";

/** More than these are not told apart on a screen. */
const mostTiles = 64;

/** Of the first matrix that takes the inputs; empty where there is none. */
export function weightTiles({ plan, parameters }: TrainedModel, inputs: Inputs): readonly Tile[] {
  const size = pictureSize(inputs);
  const features = featureCount(inputs);
  const first = plan.blueprint.model.parameters.find(({ shape }) => shape.length === 2 && shape[0] === features);
  const weights = first && parameters[first.name];
  if (!size || !weights) return [];
  const units = Math.min(mostTiles, weights.shape[1]!);
  const at = (unit: number, pixel: number): number => Number(weights.data[pixel * weights.shape[1]! + unit]);
  let largest = 0;
  for (let unit = 0; unit < units; unit++)
    for (let pixel = 0; pixel < features; pixel++) largest = Math.max(largest, Math.abs(at(unit, pixel)));
  const share = (weight: number): number => (largest > 0 ? Math.round((1000 * weight) / largest) / 1000 : 0);
  const [height, width] = size;
  return Array.from({ length: units }, (_, unit) => ({
    values: Array.from({ length: features }, (_, pixel) => share(at(unit, pixel))),
    width,
    height,
    unit,
    largest,
  }));
}
