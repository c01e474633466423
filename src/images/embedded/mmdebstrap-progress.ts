// Parses mmdebstrap's progress from its output.

/** Measured shares of the total time: before the packages are installed, and up to the end of their installation. */
const installStartPercent = 25;
const installEndPercent = 90;

/**
 * Returns a function that takes mmdebstrap's lines, and calls back with each new percentage. apt announces the number
 * of packages; dpkg prints one line when it unpacks a package and another when it sets it up.
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
      report(installStartPercent);
    } else if (/^(Unpacking|Setting up) /.test(line) && expected > 0) {
      seen++;
      report(installStartPercent + ((installEndPercent - installStartPercent) * Math.min(seen, expected)) / expected);
    } else if (/^I: extracting archives/.test(line)) report(10);
    else if (/^I: running --customize-hook/.test(line)) report(installEndPercent);
  };
}
