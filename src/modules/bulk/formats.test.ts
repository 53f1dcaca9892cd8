import { expect, test } from "vitest";
import { readDate } from "./formats";

const days = {
  "1999-12-31": [
    "31 Dec 1999",
    "31-Dec-99",
    "December 31, 1999",
    "Dec 31st 1999",
    "31. Dezember 1999",
    "31 décembre 1999",
    "31 de diciembre de 1999",
    "1999-Dec-31",
    "19991231",
    "1999-12-31T00:00:00Z",
    "31.12.1999 00:00",
    "12/31/1999 0:00",
    "12/31/1999 11:59 PM",
  ],
  "2003-03-01": ["1 Mar 2003", "1. März 2003", "March 1, 2003", "2003/3/1"],
};

test.each(Object.entries(days))("a day is read however it is written: %s", (day, written) => {
  for (const text of written) expect([text, readDate(text)]).toEqual([text, { value: day }]);
});

test("a moment keeps its time, which is UTC's where it names no zone", () => {
  const moments = {
    "31.12.1999 13:45": "1999-12-31T13:45:00Z",
    "12/31/1999 1:45 PM": "1999-12-31T13:45:00Z",
    "31 Dec 1999, 12:05:09 am": "1999-12-31T00:05:09Z",
    "1999-12-31 13:45:10+0200": "1999-12-31T13:45:10+02:00",
    "1999-12-31T13:45:10.123Z": "1999-12-31T13:45:10.123Z",
    "1999-12-31": "1999-12-31",
  };
  for (const [text, value] of Object.entries(moments))
    expect([text, readDate(text, undefined, true)]).toEqual([text, { value }]);
});

test("what is no date stays what it is, for its reason to be told", () => {
  for (const text of ["31 Foo 1999", "soon", "May", "12:30", "Room 12, 1999 3:4"])
    expect([text, readDate(text)]).toEqual([text, { value: text }]);
  expect(readDate("01/02/2003")).toHaveProperty("fault");
  expect(readDate("01/02/2003 10:00", undefined, true)).toHaveProperty("fault");
  expect(readDate("01/02/2003 10:00", "dmy", true)).toEqual({ value: "2003-02-01T10:00:00Z" });
});
