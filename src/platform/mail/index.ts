// Outgoing mail: through the SMTP server of SMTP_URL; without one it is kept for the developer mailbox. A mail that
// cannot be delivered is tried three times, noted as failed and logged: it never fails the request that caused it.
import { randomUUID } from "node:crypto";
import nodemailer, { type Transporter } from "nodemailer";
import { env } from "@/env";
import { inBackground } from "@/platform/background";
import { pools } from "@/platform/database/pools";
import { log } from "@/platform/log";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  /** The tenant's uuid, when a tenant is the sender. */
  tenantUuid?: string | null;
};

export type KeptMail = {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  status: "kept" | "sent" | "failed";
  created_at: string;
};

const tries = 3;
const keptDays = 30;

let transport: { url: string; transporter: Transporter } | undefined;

function transporterOf(url: string): Transporter {
  if (transport?.url !== url) {
    transport?.transporter.close();
    const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
    transport = { url, transporter: nodemailer.createTransport({ url, ...timeouts }) };
  }
  return transport.transporter;
}

/** Hands a mail over without waiting for its delivery. */
export const queueMail = (mail: Mail): void => inBackground("mail", () => sendMail(mail));

/** Sends a mail, or keeps it while no SMTP server is set; answers what became of it. */
export async function sendMail(mail: Mail): Promise<KeptMail["status"]> {
  if (!env.SMTP_URL) {
    await note(mail, "kept", mail.text, null);
    return "kept";
  }
  const failure = await deliver(mail, env.SMTP_URL);
  // The text holds one-time links: once there is a real mailbox it is not kept here.
  await note(mail, failure ? "failed" : "sent", "", failure);
  return failure ? "failed" : "sent";
}

async function deliver(mail: Mail, url: string): Promise<string | null> {
  let failure = "";
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      const { to, subject, text } = mail;
      await transporterOf(url).sendMail({ from: env.MAIL_FROM, to, subject, text });
      return null;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      log.warn({ err: error, attempt }, "mail could not be delivered");
      if (attempt < tries) await new Promise((resolve) => setTimeout(resolve, attempt * 500));
    }
  }
  return failure.slice(0, 500);
}

async function note(
  mail: Mail,
  status: KeptMail["status"],
  body: string,
  error: string | null,
): Promise<void> {
  await pools().system.query(
    `with old as (delete from control.outgoing_mail where created_at < now() - make_interval(days => $8))
     insert into control.outgoing_mail (id, tenant_id, recipient, subject, body, status, error, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, now())`,
    [randomUUID(), mail.tenantUuid ?? null, mail.to, mail.subject, body, status, error, keptDays],
  );
}

/** The mails that wait in the mailbox, newest first. */
export async function keptMails(limit: number): Promise<KeptMail[]> {
  const { rows } = await pools().system.query<KeptMail>(
    "select * from control.outgoing_mail where status = 'kept' order by created_at desc, id limit $1",
    [limit],
  );
  return rows;
}

export async function keptMail(uuid: string): Promise<KeptMail | undefined> {
  const { rows } = await pools().system.query<KeptMail>(
    "select * from control.outgoing_mail where status = 'kept' and id = $1",
    [uuid],
  );
  return rows[0];
}
