/** @file Entry of the worker that trains in the page and answers for the network. */
import { viewsOf } from "../../src/views/viewsOf.ts";
import { Answers } from "./answers.ts";
import { Mnist } from "./mnist.ts";
import type { FromTrainer, ToTrainer } from "./protocol.ts";
import { refusalOf } from "./refusal.ts";
import { isThread, pageFolder, workerScope } from "./scope.ts";
import { Trainer } from "./trainer.ts";

type Message<T extends ToTrainer["t"]> = Extract<ToTrainer, { readonly t: T }>;

const scope = workerScope<ToTrainer, FromTrainer>();
const tell = (message: FromTrainer): void => scope.postMessage(message);
const mnist = new Mnist(pageFolder);
const answers = new Answers();
let trainer: Trainer | null = null;
let last: Promise<void> = Promise.resolve();

/** One after the other: a run that is to end ends after its step. */
function start({ run, options }: Message<"start">): void {
  trainer?.stop();
  const next = new Trainer(run, options.plays, tell);
  trainer = next;
  last = last
    .then(() => next.train(options, mnist))
    .catch((error: unknown) => tell({ t: "refused", run, refusal: refusalOf(error) }));
}

async function classify({ id, pixels }: Message<"classify">): Promise<void> {
  const learned = await trainer?.learned();
  const answer = learned && {
    probabilities: await answers.answer(learned, pixels),
    step: learned.step,
  };
  tell({ t: "classified", id, answer: answer ?? null });
}

async function views({ id }: Message<"views">): Promise<void> {
  const learned = await trainer?.learned();
  tell({ t: "views", id, views: learned ? await viewsOf(learned.engine, learned.model, learned.step) : null });
}

const image = ({ id, index }: Message<"image">): void => tell({ t: "image", id, image: mnist.image(index) });

function take(message: ToTrainer): void | Promise<void> {
  switch (message.t) {
    case "start":
      return start(message);
    case "play":
    case "pause":
    case "step":
      return trainer?.[message.t]();
    case "classify":
      return classify(message);
    case "views":
      return views(message);
    case "image":
      return image(message);
  }
}

async function receive(message: ToTrainer): Promise<void> {
  try {
    await take(message);
  } catch (error) {
    if ("id" in message) tell({ t: "failed", id: message.id, refusal: refusalOf(error) });
    else throw error;
  }
}

if (!isThread) scope.onmessage = ({ data }) => void receive(data);
