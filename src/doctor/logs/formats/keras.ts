/** @file Keras's progress bars, of all its versions, and its line an epoch (verbose=2). */
import type { LogRow } from "../row.ts";
import { scan } from "../scan.ts";
import { head, type LogLine } from "../text.ts";
import { lastOfEpochs } from "./_bars.ts";
import type { LogFormat } from "./_format.ts";

const bar = /^\s{0,8}(?:(\d{1,9})\/(\d{1,9}|Unknown)\s{1,3}(?:\[[=>.]|[━─╸]|-\s)|-\s\d{1,6}s\b)/;
const header = /^\s{0,8}Epoch\s(\d{1,9})\/\d{1,9}\s{0,8}$/;

/** Rows of the bars; a bar that begins after a finished one without a header is an evaluation: model.evaluate. */
function* bars(lines: Iterable<LogLine>): Generator<LogRow> {
  let epoch: number | null = null;
  let finished = false;
  let evaluating = false;
  for (const line of lines) {
    const { number, text } = head(line);
    const titled = header.exec(text);
    if (titled) {
      epoch = Number(titled[1]);
      [finished, evaluating] = [false, false];
      continue;
    }
    const found = bar.exec(text);
    const scanned = found && scan(text);
    if (!found || !scanned || scanned.values.length === 0) continue;
    const [done, total] = [Number(found[1]), Number(found[2])];
    if (finished && epoch !== null && done < total) evaluating = true;
    const again = finished && epoch !== null && !scanned.values.some(({ part }) => part === "validation");
    if (again) evaluating = true;
    finished = !(done < total);
    const batches = text.includes("/step") && total > 0 ? total : null;
    const values = evaluating ? scanned.values.map((value) => ({ ...value, part: "test" as const })) : scanned.values;
    yield { ...scanned, line: number, epoch: evaluating ? null : epoch, batches, values };
  }
}

export const kerasFormat: LogFormat = {
  id: "keras",
  title: "Keras progress bars",
  looks: "938/938 [====] - 2s 2ms/step - loss: 0.2711 - accuracy: 0.9203",
  specific: 2,
  marks: ({ text }) => bar.test(text) && text.includes(": "),
  read: (lines) => lastOfEpochs(bars(lines)),
  samples: [
    {
      text: "Epoch 1/2\n\r  1/938 [..............................] - ETA: 3:07 - loss: 2.4105 - accuracy: 0.0938\b\b\b\b\b\b\b\b\b\b\b\b\r 938/938 [==============================] - 2s 2ms/step - loss: 0.2711 - accuracy: 0.9203 - val_loss: 0.1502 - val_accuracy: 0.9561\nEpoch 2/2\n\r938/938 [==============================] - 2s 2ms/step - loss: 0.1211 - accuracy: 0.9641 - val_loss: nan - val_accuracy: 0.9661\n313/313 [==============================] - 0s 1ms/step - loss: 0.1102 - accuracy: 0.9668\n",
      columns: {
        loss: [0.2711, 0.1211],
        accuracy: [0.9203, 0.9641],
        "validation val_loss": [0.1502, Number.NaN],
        "validation val_accuracy": [0.9561, 0.9661],
        "test loss": [0.1102],
        "test accuracy": [0.9668],
      },
    },
    {
      text: "Epoch 1/2\n\u001b[1m938/938\u001b[0m \u001b[32m━━━━━━━━━━━━━━━━━━━━\u001b[0m\u001b[37m\u001b[0m \u001b[1m3s\u001b[0m 2ms/step - accuracy: 0.8654 - loss: 0.4711\nEpoch 2/2\n\u001b[1m938/938\u001b[0m \u001b[32m━━━━━━━━━━━━━━━━━━━━\u001b[0m\u001b[37m\u001b[0m \u001b[1m2s\u001b[0m 2ms/step - accuracy: 0.9554 - loss: 0.1511\n",
      columns: { accuracy: [0.8654, 0.9554], loss: [0.4711, 0.1511] },
      epochs: [1, 2],
    },
    {
      text: "Epoch 1/2\n938/938 - 2s - loss: 7.9712 - acc: 0.5000 - 2s/epoch - 2ms/step\nEpoch 2/2\n938/938 - 2s - loss: 7.9712 - acc: 0.5000 - 2s/epoch - 2ms/step\n",
      columns: { loss: [7.9712, 7.9712], acc: [0.5, 0.5] },
      epochs: [1, 2],
    },
    {
      text: "Epoch 1/2\n - 2s - loss: 0.6952 - acc: 0.5012\nEpoch 2/2\n - 2s - loss: 0.6940 - acc: 0.4988\n",
      columns: { loss: [0.6952, 0.694], acc: [0.5012, 0.4988] },
      epochs: [1, 2],
    },
  ],
};
