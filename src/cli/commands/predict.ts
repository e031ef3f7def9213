/** @file `predict`: asks an exported model what images show. */
import { predictFiles } from "../../predict/node.ts";
import type { Prediction } from "../../predict/predict.ts";
import { exitCode } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { belief } from "../format.ts";
import { wholeFlag } from "../settings.ts";

interface Flags {
  readonly top: string;
  readonly json?: true;
}

export const predict: CommandDef = {
  name: "predict",
  summary: "ask a model what images show",
  declare: (command, run) =>
    command
      .argument("<model>", "an ONNX model that train or export wrote")
      .argument("<images...>", "PNG files")
      .option("--top <n>", "answers an image", "3")
      .option("--json", "one prediction a line as JSON")
      .action((model: string, images: string[], flags: Flags) =>
        run((console) => predictThem(model, images, flags, console)),
      ),
};

async function predictThem(model: string, images: string[], { top, json }: Flags, console: Console): Promise<number> {
  const predictions = await predictFiles(model, images, { top: wholeFlag("--top", top) });
  const width = Math.max(...images.map((image) => image.length));
  for (const prediction of predictions) {
    console.out.write(json ? `${JSON.stringify(prediction)}\n` : `${line(prediction, width, console)}\n`);
  }
  return exitCode.done;
}

function line({ file, label, probability, output, top }: Prediction, width: number, { out }: Console): string {
  const others = top.slice(1).map((answer) => `${answer.label} ${belief(answer.probability, output)}`);
  const rest = others.length > 0 ? out.paint("dim", `  then ${others.join(", ")}`) : "";
  return `${file.padEnd(width)}  ${out.paint("bold", label)}  ${belief(probability, output)}${rest}`;
}
