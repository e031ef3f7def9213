/** @file Progress bars of tqdm and rich, as Lightning draws them. */

import { lastOfEpochs } from "./_bars.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

const mark = /\d{1,3}%\||━.{0,200}\dit\/s/;

export const tqdmFormat: LogFormat = {
  id: "tqdm",
  title: "Lightning and tqdm progress bars",
  looks: "Epoch 0: 100%|████| 938/938 [00:10<00:00, 90.13it/s, loss=0.271]",
  specific: 1,
  marks: ({ text }) => mark.test(text),
  read: (lines) => lastOfEpochs(freeText(lines, { only: ({ text }) => mark.test(text) })),
  samples: [
    {
      text: "Epoch 0:   0%|          | 0/938 [00:00<?, ?it/s]\rEpoch 0:  50%|█████     | 469/938 [00:05<00:05, 90.13it/s, loss=0.52, v_num=0]\rEpoch 0: 100%|██████████| 938/938 [00:10<00:00, 90.13it/s, loss=0.271, v_num=0, val_loss=0.21]\nEpoch 1: 100%|██████████| 938/938 [00:10<00:00, 91.02it/s, loss=0.151, v_num=0, val_loss=0.14]\n",
      columns: { loss: [0.271, 0.151], "validation val_loss": [0.21, 0.14] },
      epochs: [0, 1],
    },
    {
      text: "  2%|▏         | 20/1000 [00:01<00:40, 24.1it/s, loss=2.31]\r  4%|▍         | 40/1000 [00:02<00:38, 24.5it/s, loss=nan]\n",
      columns: { loss: [2.31, Number.NaN] },
    },
    {
      text: "Epoch 0/9 ━━━━━━━━━━━━━━━━ 938/938 0:00:10 • 0:00:00 90.12it/s v_num: 0 train_loss: 0.31\nEpoch 1/9 ━━━━━━━━━━━━━━━━ 938/938 0:00:10 • 0:00:00 91.12it/s v_num: 0 train_loss: 0.22\n",
      columns: { train_loss: [0.31, 0.22] },
      epochs: [0, 1],
    },
  ],
};
