// Types key strokes: at a given or a person's rhythm, or as fast as the guest confirms the keys.
import type { VncClient } from "../../rfb/connect.ts";
import { LightEcho } from "../keys/echo.ts";
import { eventsOf, portionsOf, strokeEvents } from "../keys/events.ts";
import type { Stroke } from "../keys/layout.ts";
import { durationOf, sendKeys } from "../keys/send.ts";
import { humanPauses, keySpacingMs, maxPortionEvents, safeSpacingMs } from "../keys/timing.ts";
import { Pace } from "../pace.ts";
import type { TextInputContext } from "./text-input.ts";

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
   * @param delayMs milliseconds from key to key; undefined for a person's rhythm, which depends on `text`
   */
  async type(strokes: readonly Stroke[], delayMs: number | undefined, text: string): Promise<void> {
    const client = await this.#context.connect();
    if (delayMs === 0) await this.#typeAtOnce(client, strokes);
    else await typeInRhythm(client, strokes, delayMs ?? humanPauses(strokes.length, text));
  }

  async #typeAtOnce(client: VncClient, strokes: readonly Stroke[]): Promise<void> {
    const echo = new LightEcho(client);
    // With a modifier held, NumLock could mean something else.
    const mayAsk = this.#context.held.size === 0;
    for (const portion of portionsOf(strokes, maxPortionEvents)) {
      const events = eventsOf(portion);
      if (mayAsk && this.#hasEcho !== false) {
        client.scanCodes(events);
        this.#hasEcho = await echo.ask();
      } else {
        await sendKeys(client, events, safeSpacingMs);
      }
    }
    await echo.restore();
  }
}

async function typeInRhythm(
  client: VncClient,
  strokes: readonly Stroke[],
  rhythm: number | Iterator<number>,
): Promise<void> {
  const pace = new Pace();
  for (const [index, stroke] of strokes.entries()) {
    // One message for a character, so that nothing on this side can come between and make the guest repeat the key.
    const events = strokeEvents(stroke, strokes[index - 1], strokes[index + 1]);
    client.scanCodes(events);
    const isLast = index === strokes.length - 1;
    const delay = isLast ? 0 : typeof rhythm === "number" ? rhythm : (rhythm.next().value ?? 0);
    await pace.wait(Math.max(delay, durationOf(events, isLast ? keySpacingMs : safeSpacingMs)));
  }
}
