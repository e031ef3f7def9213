/** @file Who may use the server: whoever brings a link's token once, and then the cookie that it was exchanged for. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { milliseconds } from "../util/clock.ts";

/** 256 bits. */
const secret = (): string => randomBytes(32).toString("base64url");
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Browsers that may be in use at once; the oldest is forgotten. */
const mostSessions = 16;

interface Token {
  readonly digest: Buffer;
  readonly endsAt: number;
}

/** Holds hashes only: what is compared takes the same time whatever was sent. */
export class Access {
  readonly #cookie: string;
  #tokens: Token[] = [];
  #sessions: Buffer[] = [];

  /** @param port cookies of one host are shared by its ports, so the name tells servers apart */
  constructor(port: number) {
    this.#cookie = `evenkeel-${port}`;
  }

  /** A token that can be used once. */
  issue(seconds: number = Number.POSITIVE_INFINITY): string {
    const token = secret();
    this.#tokens.push({ digest: digest(token), endsAt: milliseconds() + 1000 * seconds });
    return token;
  }

  /** The Set-Cookie header for a token that was not used yet; null for any other. */
  exchange(token: string): string | null {
    const given = digest(token);
    const found = this.#tokens.find((each) => timingSafeEqual(each.digest, given));
    this.#tokens = this.#tokens.filter((each) => each !== found);
    if (!found || milliseconds() > found.endsAt) return null;
    const session = secret();
    this.#sessions = [...this.#sessions, digest(session)].slice(-mostSessions);
    return `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** @param cookies values of the Cookie header */
  admits(cookies: readonly string[]): boolean {
    const given = cookies
      .flatMap((header) => header.split(";"))
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${this.#cookie}=`))
      .map((pair) => digest(pair.slice(this.#cookie.length + 1)));
    return given.slice(0, 4).some((each) => this.#sessions.some((session) => timingSafeEqual(session, each)));
  }
}
