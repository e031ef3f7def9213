/** @file Lines of Hugging Face's Trainer. */
import { scan } from "../scan.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const mark = /\{'(?:loss|eval_\w{1,40}|train_\w{1,40}|grad_norm)': (?!\[)/;

export const huggingFaceFormat: LogFormat = {
  id: "hugging-face",
  title: "Hugging Face's Trainer",
  looks: "{'loss': 2.3126, 'grad_norm': 1.2, 'learning_rate': 5e-05, 'epoch': 0.1}",
  specific: 2,
  marks: ({ text }) => mark.test(text),
  read: (lines) =>
    freeText(lines, {
      only: ({ text }) => mark.test(text) && !text.includes("'train_runtime'"),
      special: ({ text }) => scan(text.slice(text.search(mark))),
    }),
  samples: [
    {
      text: "{'loss': 2.3126, 'grad_norm': 1.25, 'learning_rate': 5e-05, 'epoch': 0.1}\n  1%|          | 20/2000 [00:01<01:00]{'loss': 1.2, 'grad_norm': nan, 'learning_rate': 4e-05, 'epoch': 0.2}\n{'eval_loss': 1.1, 'eval_accuracy': 0.61, 'eval_runtime': 2.2, 'epoch': 0.2}\n{'train_runtime': 10.1, 'train_loss': 1.7, 'epoch': 0.2}\n",
      columns: {
        loss: [2.3126, 1.2],
        grad_norm: [1.25, Number.NaN],
        learning_rate: [5e-5, 4e-5],
        "validation eval_loss": [1.1],
        "validation eval_accuracy": [0.61],
      },
      epochs: [0.1, 0.2, 0.2],
    },
    {
      text: "{'loss': '2.3126', 'grad_norm': '1.25', 'learning_rate': '5e-05', 'epoch': '0.1'}\n{'loss': '1.3026', 'grad_norm': '1.15', 'learning_rate': '4e-05', 'epoch': '0.2'}\n",
      columns: { loss: [2.3126, 1.3026], grad_norm: [1.25, 1.15], learning_rate: [5e-5, 4e-5] },
      epochs: [0.1, 0.2],
    },
  ],
};
