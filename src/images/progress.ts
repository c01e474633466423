// Shows the progress of a build: one live line on a terminal, elsewhere a line per phase.
import { clearLine, cursorTo } from "node:readline";
import { formatEntry, log, setLogSink } from "../base/log.ts";
import { toSeconds } from "../base/time/seconds.ts";

/** What a build is doing. */
export interface ImageProgress {
  readonly image: string;
  /** Such as "installing packages". */
  readonly phase: string;
  /** 0 to 100, if known. */
  readonly percent?: number;
}

/** Shows progress until it is disposed of. */
export interface ProgressDisplay extends Disposable {
  show(progress: ImageProgress): void;
}

/** Creates a display on a stream: a live line on a terminal, with log lines above it, else a log line per phase. */
export function progressDisplay(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? liveDisplay(stream) : plainDisplay();
}

/** Creates a display that logs a line per phase, even on a terminal. Several can be in use at once. */
export function plainDisplay(): ProgressDisplay {
  let last: string | undefined;
  let start: number | undefined;
  return {
    show: ({ image, phase }) => {
      if (phase === last) return;
      last = phase;
      start ??= performance.now();
      log.info(`image ${image}: ${phase}`, { elapsedSeconds: Math.round(toSeconds(performance.now() - start)) });
    },
    [Symbol.dispose]: () => {},
  };
}

function liveDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  let current: ImageProgress | undefined;
  let phaseStart = performance.now();
  const draw = (): void => {
    if (current === undefined) return;
    const { image, phase, percent } = current;
    const share = percent === undefined ? "" : ` ${Math.floor(percent)} %`;
    wipe(stream);
    stream.write(`image ${image}: ${phase}${share} (${elapsed(phaseStart)})`.slice(0, stream.columns));
  };
  const timer = setInterval(draw, 1000);
  timer.unref();
  const restoreSink = setLogSink((entry) => {
    wipe(stream);
    stream.write(`${formatEntry(entry)}\n`);
    draw();
  });
  const finishPhase = (): void => {
    if (current === undefined) return;
    draw();
    stream.write("\n");
  };
  return {
    show: (progress) => {
      if (progress.phase !== current?.phase) {
        finishPhase();
        phaseStart = performance.now();
      }
      current = progress;
      draw();
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      restoreSink();
      finishPhase();
    },
  };
}

function wipe(stream: NodeJS.WriteStream): void {
  cursorTo(stream, 0);
  clearLine(stream, 0);
}

function elapsed(start: number): string {
  const seconds = Math.floor(toSeconds(performance.now() - start));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
