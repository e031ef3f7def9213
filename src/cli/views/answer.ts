/** @file Answers pictures that the process which started this one sends, until it is silent for a minute or gone. */
import { EvenkeelError, UsageError } from "../../util/errors.ts";
import type { AnswersOfRun } from "../../views/node/answersOfRun.ts";

/** What is asked: bytes in base64. */
interface Asked {
  readonly id: number;
  readonly pixels: string;
}

const silenceMs = 60_000;

/** @param open what comes before it is done waits for it */
export async function answerPictures(open: () => Promise<AnswersOfRun>): Promise<void> {
  if (!process.send) {
    throw new UsageError("--answers is for the dashboard: it answers the process that started it", {
      help: "open the run's page and draw there: evenkeel ui RUN",
    });
  }
  const opened = open();
  // One after the other: a newer checkpoint may be read in between.
  let last: Promise<unknown> = opened.catch(() => {});
  const silence = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, silenceMs);
    process.once("disconnect", () => {
      clearTimeout(timer);
      resolve();
    });
    process.on("message", (asked: Asked) => {
      timer.refresh();
      last = last.then(() => answer(opened, asked));
    });
  });
  try {
    const answers = await opened;
    await silence;
    await answers.dispose();
  } finally {
    // An open channel would keep the process alive.
    if (process.connected) process.disconnect();
  }
}

async function answer(opened: Promise<AnswersOfRun>, { id, pixels }: Asked): Promise<void> {
  const send = (reply: object): void => void (process.connected && process.send?.({ id, ...reply }));
  try {
    send({ answer: await (await opened).answer(Buffer.from(pixels, "base64")) });
  } catch (error) {
    send({ error: error instanceof EvenkeelError ? wordsOf(error) : String(error) });
  }
}

const wordsOf = ({ message, detail: { found, help } }: EvenkeelError): string =>
  [message, found, help].filter((part) => part !== undefined).join("; ");
