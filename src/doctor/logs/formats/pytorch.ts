/** @file Prints of PyTorch's tutorials and examples, and of programs written from them. */
import { type Scanned, scan } from "../scan.ts";
import type { LogLine } from "../text.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

/** "[1,  2000] loss: 2.173": epoch and batch. */
const pair = /^\s{0,8}\[\s{0,4}(\d{1,6}),\s{0,8}(\d{1,9})\]\s{0,4}/;
const mark = new RegExp(
  [
    "^\\s{0,8}\\[\\s{0,4}\\d{1,6},\\s{0,8}\\d{1,9}\\]\\s{1,4}[A-Za-z]",
    "\\bEpoch:?\\s{0,3}\\[\\s{0,4}\\d{1,6}\\s{0,4}(?:/\\s{0,4}\\d{1,6}\\s{0,4})?\\]",
    "^Train Epoch: \\d",
    "^loss: \\S{1,24}\\s{1,4}\\[\\s{0,8}\\d{1,9}/\\s{0,8}\\d{1,9}\\]",
    "^Test (?:set|Error):",
  ].join("|"),
  "i",
);

function special({ text }: LogLine): Scanned | null | undefined {
  const head = pair.exec(text);
  if (!head) return undefined;
  const rest = scan(text.slice(head[0].length));
  return rest && { ...rest, epoch: Number(head[1]), batch: Number(head[2]) };
}

export const pytorchFormat: LogFormat = {
  id: "pytorch",
  title: "PyTorch prints",
  looks: "Epoch [3/10], Step [100/600], Loss: 2.3021",
  specific: 1,
  marks: ({ text }) => mark.test(text),
  read: (lines) => freeText(lines, { special }),
  samples: [
    {
      text: "Epoch [1/10], Step [100/600], Loss: 2.3021\nEpoch [1/10], Step [200/600], Loss: 1.8021\nEpoch [2/10], Step [100/600], Loss: 0.9021\n",
      columns: { Loss: [2.3021, 1.8021, 0.9021] },
      epochs: [1, 1, 2],
    },
    {
      text: "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.300039\nTrain Epoch: 1 [640/60000 (1%)]\tLoss: 2.213470\n\nTest set: Average loss: 0.1018, Accuracy: 9660/10000 (97%)\n\nTrain Epoch: 2 [0/60000 (0%)]\tLoss: 0.101\n",
      columns: {
        Loss: [2.300039, 2.21347, 0.101],
        "test Average loss": [0.1018],
        "test Accuracy": [0.966],
      },
    },
    {
      text: "[1,  2000] loss: 2.173\n[1,  4000] loss: 1.842\n[2,  2000] loss: inf\n",
      columns: { loss: [2.173, 1.842, Number.POSITIVE_INFINITY] },
      epochs: [1, 1, 2],
    },
    {
      text: "Epoch 1\n-------------------------------\nloss: 2.303494  [   64/60000]\nloss: 2.294637  [ 6464/60000]\nTest Error: \n Accuracy: 50.9%, Avg loss: 2.154881 \n\nEpoch 2\n-------------------------------\nloss: 2.166500  [   64/60000]\n",
      columns: {
        loss: [2.303494, 2.294637, 2.1665],
        "test Accuracy": [0.509],
        "test Avg loss": [2.154881],
      },
      epochs: [1, 1, 1, 2],
    },
    {
      text: "Epoch: [0][  1/5005]\tTime  9.9 ( 9.9)\tLoss 6.9e+00 (6.9e+00)\tAcc@1   0.78 (  0.78)\tAcc@5   1.17 (  1.17)\nEpoch: [0][ 11/5005]\tTime  0.9 ( 1.9)\tLoss 6.5e+00 (6.7e+00)\tAcc@1   1.56 (  1.10)\tAcc@5   3.12 (  2.17)\n",
      columns: { Loss: [6.9, 6.5], "Acc@1": [0.0078, 0.0156] },
    },
  ],
};
