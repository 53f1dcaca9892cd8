import { expect, test } from "vitest";
import { describeError } from "./describe-error";

test("an answer that is not the server's is told in words of one's own", () => {
  for (const words of ["Unable to transform response from server", "Failed to fetch", "Load failed"])
    expect(describeError(new Error(words))).toMatchObject({
      title: "The server could not be reached",
      detail: "Try again in a moment.",
    });
  expect(describeError({ message: "Failed to fetch the rates", status: 502 }).detail).toContain("the rates");
});
