/** @file The drawn digit and what the network answers to it. */
import type { VNode } from "preact";

export const Draw = (): VNode => <section class="panel panel-draw">draw</section>;
