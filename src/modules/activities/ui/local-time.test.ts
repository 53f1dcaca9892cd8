import { expect, test } from "vitest";
import { splitWhen } from "./local-time";

test("the end of a line that means a time becomes the due date, the rest is what is to be done", () => {
  for (const words of ["tomorrow 9", "next tue 9", "in 2 days", "fri 14:30"]) {
    const { title, at } = splitWhen(`Send the offer ${words}`);
    expect(title).toBe("Send the offer");
    expect(Date.parse(at ?? "")).toBeGreaterThan(Date.now());
  }
});

test("numbers and small words of a title are no time", () => {
  for (const line of ["Call 3 people about pricing", "Follow up on the pricing question", "Check this"])
    expect(splitWhen(line)).toEqual({ title: line });
});
