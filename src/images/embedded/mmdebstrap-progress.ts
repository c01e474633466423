// Reads from mmdebstrap's output how far it is.

/** Parts of the whole time, in percent, measured: before the packages, and up to the end of their installation. */
const installStart = 25;
const installEnd = 90;

/**
 * Takes mmdebstrap's lines and calls back with each new percentage. apt says how many packages come, dpkg writes a line
 * when it unpacks one and another when it sets it up.
 */
export function bootstrapProgress(onPercent: (percent: number) => void): (line: string) => void {
  let expected = 0;
  let seen = 0;
  let last = 0;
  const report = (percent: number): void => {
    const whole = Math.floor(percent);
    if (whole <= last) return;
    last = whole;
    onPercent(whole);
  };
  return (line) => {
    const announced = /\b(\d+) newly installed/.exec(line)?.[1];
    if (announced !== undefined) {
      expected = 2 * Number(announced);
      seen = 0;
      report(installStart);
    } else if (/^(Unpacking|Setting up) /.test(line) && expected > 0) {
      seen++;
      report(installStart + ((installEnd - installStart) * Math.min(seen, expected)) / expected);
    } else if (/^I: extracting archives/.test(line)) report(10);
    else if (/^I: running --customize-hook/.test(line)) report(installEnd);
  };
}
