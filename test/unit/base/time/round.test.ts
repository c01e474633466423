import { expect, test } from "vitest";
import { toHundredths, toTenths, toThousandths } from "../../../../src/base/time/round.ts";

test.for([
  [1 / 30, 0, 0.03, 0.033],
  [12.3456, 12.3, 12.35, 12.346],
  [0.95, 1, 0.95, 0.95],
] as const)("rounds %d", ([value, tenths, hundredths, thousandths]) => {
  expect([toTenths(value), toHundredths(value), toThousandths(value)]).toEqual([tenths, hundredths, thousandths]);
});
