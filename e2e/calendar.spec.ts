// A rep's week by mouse and by keyboard: moved, lengthened, made, taken back; what is someone else's stays where it is.
import type { Locator, Page } from "@playwright/test";
import { demoUser, expect, test } from "./fixtures";

type Kept = { id: string; startTime: string; endTime: string; isAllDay: boolean };

test("an event is dragged, lengthened, moved by keys and taken back; others' events are not", async ({
  page,
  signIn,
  app,
}) => {
  const word = Date.now().toString(36);
  const call = async (role: string, method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${app.baseUrl}/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${demoUser(app, role).token}`, "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(answer.status, `${method} ${path}`).toBeLessThan(300);
    return ((await answer.json()) as { data: Kept }).data;
  };
  const make = (role: string, title: string, from: string, to: string) =>
    call(role, "POST", "activities/events", {
      title: `${title} ${word}`,
      startTime: `2031-06-${from}:00Z`,
      endTime: `2031-06-${to}:00Z`,
    });
  const mine = await make("sales_rep", "Visit", "10T09:00", "10T10:00");
  await make("sales_manager", "Review", "12T09:00", "12T10:00");
  const kept = async () => {
    const { startTime, endTime, isAllDay } = await call("sales_rep", "GET", `activities/events/${mine.id}`);
    return [startTime.slice(8, 16), isAllDay ? "all day" : endTime.slice(8, 16)];
  };

  await signIn(page, "sales_rep");
  await page.goto(`${app.baseUrl}/calendar?view=week&date=2031-06-10&everyone=1`);
  const visit = page.getByRole("button", { name: `Visit ${word}` });
  await expect(visit).toContainText("09:00");
  await visit.scrollIntoViewIfNeeded();

  // To the next day, an hour later: a slot of half an hour is a twelfth of what six hours take.
  const hour = (await boxOf(visit)).height;
  const columns = await Promise.all(["10", "11"].map((day) => boxOf(dayColumn(page, day))));
  await drag(page, visit, { x: columns[1]!.x - columns[0]!.x, y: hour });
  await expect.poll(kept).toEqual(["11T10:00", "11T11:00"]);
  await expect(page.getByRole("alert").filter({ hasText: "Event changed" })).toBeVisible();

  // Its end, by the edge.
  const { x, y, width, height } = await boxOf(visit);
  await visit.hover();
  await page.mouse.move(x + width / 2, y + height - 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height + hour / 2, { steps: 6 });
  await page.mouse.up();
  await expect.poll(kept).toEqual(["11T10:00", "11T11:30"]);

  // By keys: a day back, a quarter of an hour later, its end a quarter earlier; Escape would have put it back.
  await visit.focus();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("Tuesday 10 June, 10:15 to 11:30")).toBeAttached();
  expect(await kept()).toEqual(["11T10:00", "11T11:30"]);
  await page.keyboard.press("Enter");
  await expect.poll(kept).toEqual(["10T10:15", "10T11:30"]);
  await expect(visit).toBeFocused();
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(kept).toEqual(["11T10:00", "11T11:30"]);

  // What someone else has moved meanwhile is not moved over them.
  await expect(dayColumn(page, "11").getByRole("button", { name: `Visit ${word}` })).toBeVisible();
  await page.route("**/api/trpc/activities.calendar**", (route) => route.abort());
  await call("sales_manager", "PATCH", `activities/events/${mine.id}`, {
    startTime: "2031-06-13T15:00:00Z",
    endTime: "2031-06-13T16:00:00Z",
  });
  await drag(page, visit, { x: 0, y: hour });
  await expect(page.getByText(/Someone else has moved “Visit .*” to Friday 13 June/)).toBeVisible();
  expect(await kept()).toEqual(["13T15:00", "13T16:00"]);
  await page.unroute("**/api/trpc/activities.calendar**");
  await page.reload();

  // A colleague's stays, and says whose it is.
  const review = page.getByRole("button", { name: `Review ${word}` });
  await review.focus();
  await page.keyboard.press("m");
  await expect(
    page.getByRole("alert").filter({ hasText: new RegExp(`Review ${word}: .* may move it`) }),
  ).toBeVisible();
  const before = await boxOf(review);
  await drag(page, review, { x: 0, y: hour });
  expect(await boxOf(review)).toEqual(before);

  // Free time becomes an event.
  const free = await boxOf(dayColumn(page, "11"));
  const level = before.y + before.height + 2 * hour;
  await page.mouse.move(free.x + free.width / 2, level + 4);
  await page.mouse.down();
  await page.mouse.move(free.x + free.width / 2, level + hour, { steps: 6 });
  await page.mouse.up();
  const sheet = page.getByRole("dialog", { name: "New event" });
  await sheet.getByLabel("Title").fill(`New ${word}`);
  await sheet.getByRole("button", { name: "Create event" }).click();
  const made = dayColumn(page, "11").getByRole("button", { name: `New ${word}` });
  await expect(made).toContainText("12:00");

  // In the month, a day is a step to the right.
  await page.getByText("Month", { exact: true }).click();
  await expect(page.getByRole("region", { name: "Days" })).toHaveAttribute("data-view", "month");
  await expect(made).toBeVisible();
  const cell = await boxOf(dayColumn(page, "11"));
  await drag(page, made, { x: cell.width, y: 0 });
  await expect(dayColumn(page, "12").getByRole("button", { name: `New ${word}` })).toBeVisible();
});

const dayColumn = (page: Page, day: string): Locator =>
  page
    .locator(`[data-date="2031-06-${day}"][role="cell"], [data-date="2031-06-${day}"][role="gridcell"]`)
    .last();

async function boxOf(element: Locator) {
  await expect(element).toBeVisible();
  const box = await element.boundingBox();
  if (!box) throw new Error("It is not drawn");
  return box;
}

async function drag(page: Page, what: Locator, by: { x: number; y: number }) {
  const { x, y } = await boxOf(what);
  await page.mouse.move(x + 24, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 24 + by.x / 2, y + 8 + by.y / 2 + 8, { steps: 4 });
  await page.mouse.move(x + 24 + by.x, y + 8 + by.y, { steps: 4 });
  await page.mouse.up();
}
