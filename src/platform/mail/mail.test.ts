import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { env } from "@/env";
import { pools } from "@/platform/database/pools";
import { callAs, openTestDatabase } from "@/test/tenant";
import { sendMail } from ".";

let close: () => Promise<void>;
let server: SMTPServer;
const received: { from: string; to: string[]; data: string }[] = [];
let isRefusing = false;

beforeAll(async () => {
  close = await openTestDatabase();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(isRefusing ? new Error("no such mailbox") : undefined),
    onData: (stream, session, done) => {
      let data = "";
      stream.on("data", (chunk: Buffer) => {
        data += chunk.toString("utf8");
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map((to) => to.address), data });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
});
afterEach(() => {
  env.SMTP_URL = undefined;
  env.NODE_ENV = "test";
  env.DATABASE_URL = undefined;
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await close();
});

const smtpUrl = () => `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
const kept = async () => {
  const { rows } = await pools().system.query<{ status: string; body: string; error: string | null }>(
    "select status, body, error from control.outgoing_mail order by created_at desc limit 1",
  );
  return rows[0];
};

test("without an SMTP server a mail waits in the mailbox", async () => {
  expect(await sendMail({ to: "a@example.com", subject: "Hello", text: "A link" })).toBe("kept");
  const mails = await callAs<{ to: string; text: string }[]>(null, "mailbox.list", {});
  expect(mails).toMatchObject([{ to: "a@example.com", text: "A link" }]);
});

test("with one it goes out, and its text is not kept", async () => {
  env.SMTP_URL = smtpUrl();
  expect(await sendMail({ to: "b@example.com", subject: "Grüße", text: "The link\nin two lines" })).toBe(
    "sent",
  );
  expect(received).toMatchObject([{ to: ["b@example.com"], from: "no-reply@localhost" }]);
  expect(received[0]?.data).toContain("The link");
  expect(await kept()).toEqual({ status: "sent", body: "", error: null });
  await expect(callAs(null, "mailbox.list", {})).rejects.toMatchObject({ status: 404 });
});

test("one that is refused is tried again, noted and never thrown", async () => {
  env.SMTP_URL = smtpUrl();
  isRefusing = true;
  expect(await sendMail({ to: "c@example.com", subject: "Hello", text: "x" })).toBe("failed");
  isRefusing = false;
  expect(await kept()).toMatchObject({ status: "failed", error: expect.stringContaining("no such mailbox") });
});

test("in production the mailbox is open on the embedded database, to the same machine only", async () => {
  env.NODE_ENV = "production";
  await callAs(null, "mailbox.list", {}, { ip: "127.0.0.1" });
  await expect(callAs(null, "mailbox.list", {}, { ip: "203.0.113.7" })).rejects.toMatchObject({
    status: 404,
  });
  env.DATABASE_URL = "postgres://elsewhere/crm";
  await expect(callAs(null, "mailbox.list", {}, { ip: "127.0.0.1" })).rejects.toMatchObject({ status: 404 });
});
