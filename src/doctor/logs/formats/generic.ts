/** @file Any text in which names stand before numbers. */
import { scan } from "../scan.ts";
import type { LogFormat } from "./_format.ts";
import { freeText } from "./_freeText.ts";

export const genericFormat: LogFormat = {
  id: "generic",
  title: "names and numbers in free text",
  looks: "epoch 3 loss 0.2711 acc 92.0% lr 0.1",
  specific: 0,
  marks: ({ text }) => (scan(text)?.values.length ?? 0) > 0,
  read: (lines) => freeText(lines),
  samples: [
    {
      text: "Epoch: 0001 cost= 1.182138961\nEpoch: 0002 cost= 0.664789148\nEpoch: 0003 cost= nan\n",
      columns: { cost: [1.182138961, 0.664789148, Number.NaN] },
      epochs: [1, 2, 3],
    },
    {
      text: "epoch 2/10 step 1876 loss 0.2711 acc 0.9203 val_loss 0.2389 lr 0.1 time 2.8s best\nepoch 3/10 step 2814 loss 0.2011 acc 0.9403 val_loss 0.2189 lr 0.1 time 2.9s\n",
      columns: {
        loss: [0.2711, 0.2011],
        acc: [0.9203, 0.9403],
        "validation val_loss": [0.2389, 0.2189],
        lr: [0.1, 0.1],
      },
      steps: [1876, 2814],
    },
    {
      text: "Epoch 0/24\n----------\ntrain Loss: 0.5882 Acc: 0.7008\nval Loss: 0.2434 Acc: 0.9150\n\nEpoch 1/24\n----------\ntrain Loss: 0.4177 Acc: 0.8156\nval Loss: inf Acc: 0.9085\n",
      columns: {
        "train Loss": [0.5882, 0.4177],
        Acc: [0.7008, 0.8156],
        "validation val Loss": [0.2434, Number.POSITIVE_INFINITY],
        "validation Acc": [0.915, 0.9085],
      },
    },
    {
      text: "INFO:tensorflow:loss = 2.3018, step = 1 (0.5 sec)\nINFO:tensorflow:loss = 1.7012, step = 101 (0.4 sec)\n",
      columns: { loss: [2.3018, 1.7012] },
      steps: [1, 101],
    },
    {
      text: "loss: tensor(2.3021, grad_fn=<NllLossBackward0>)\nloss: tensor(nan)\nloss: <tf.Tensor: shape=(), dtype=float32, numpy=-inf>\nloss: -1.#IND\n",
      columns: { loss: [2.3021, Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN] },
    },
    { text: "Epoch 1: 0.345\nEpoch 2: 0.251\n", columns: { "(no name)": [0.345, 0.251] }, epochs: [1, 2] },
    {
      text: "iterations: 10, training error: 0.0281\niterations: 20, training error: 0.0112\n",
      columns: { "training error": [0.0281, 0.0112] },
      steps: [10, 20],
    },
    {
      text: "The loss after 100 iterations is 0.6712\nThe loss after 200 iterations is 0.4012\n",
      columns: { loss: [0.6712, 0.4012] },
      steps: [100, 200],
    },
  ],
};
