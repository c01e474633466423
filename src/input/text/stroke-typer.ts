// Types key strokes: at a given or a person's rhythm, or as fast as the guest confirms the keys.
import type { VncClient } from "../../rfb/connect.ts";
import { LightEcho } from "../keys/echo.ts";
import { eventsOf, keptBetween, keyEvent, portionsOf, strokeEvents } from "../keys/events.ts";
import type { Stroke } from "../keys/layout.ts";
import { durationOf, sendKeys } from "../keys/send.ts";
import { humanPauses, keySpacingMs, maxPortionEvents, safeSpacingMs } from "../keys/timing.ts";
import { Pace } from "../pace.ts";
import type { TextInputContext, TypingOptions } from "./text-input.ts";

/** Types strokes in one guest, and remembers whether it confirms them. */
export class StrokeTyper {
  readonly #context: TextInputContext;
  /** Whether the guest answers by its lights; undefined until it was tried. */
  #hasEcho: boolean | undefined;

  constructor(context: TextInputContext) {
    this.#context = context;
  }

  /**
   * Types strokes, and resolves when the last key has been released.
   *
   * @param text the text, which a person's rhythm depends on
   * @throws the signal's reason when it aborts first
   */
  async type(strokes: readonly Stroke[], { delayMs, signal }: TypingOptions, text: string): Promise<void> {
    signal?.throwIfAborted();
    const client = await this.#context.connect();
    if (delayMs === 0) await this.#typeAtOnce(client, strokes, signal);
    else await typeInRhythm(client, strokes, delayMs ?? humanPauses(strokes.length, text), signal);
  }

  async #typeAtOnce(client: VncClient, strokes: readonly Stroke[], signal: AbortSignal | undefined): Promise<void> {
    const echo = new LightEcho(client);
    // With a modifier held, NumLock could mean something else.
    const mayAsk = this.#context.held.size === 0;
    for (const portion of portionsOf(strokes, maxPortionEvents)) {
      if (signal?.aborted) break;
      const events = eventsOf(portion);
      if (mayAsk && this.#hasEcho !== false) {
        client.scanCodes(events);
        this.#hasEcho = await echo.ask();
      } else {
        await sendKeys(client, events, safeSpacingMs);
      }
    }
    await echo.restore();
    signal?.throwIfAborted();
  }
}

async function typeInRhythm(
  client: VncClient,
  strokes: readonly Stroke[],
  rhythm: number | Iterator<number>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pace = new Pace();
  for (const [index, stroke] of strokes.entries()) {
    const [before, after] = [strokes[index - 1], strokes[index + 1]];
    if (signal?.aborted && !before?.continues) {
      client.scanCodes(keptBetween(before, stroke).map((modifier) => keyEvent(modifier, false)));
      signal.throwIfAborted();
    }
    // One message for a character, so that nothing on this side can come between and make the guest repeat the key.
    const events = strokeEvents(stroke, before, after);
    client.scanCodes(events);
    const isLast = index === strokes.length - 1;
    const delay = isLast ? 0 : typeof rhythm === "number" ? rhythm : (rhythm.next().value ?? 0);
    await pace.wait(Math.max(delay, durationOf(events, isLast ? keySpacingMs : safeSpacingMs)));
  }
}
