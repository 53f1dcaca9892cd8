// The developer mailbox: mails that were not sent because there is no SMTP server. It holds sign-in links, so it is
// there only where it can harm nobody: outside production, or on the embedded database from the same machine.
import { z } from "zod";
import { env } from "@/env";
import { notFound } from "@/kernel/errors";
import { parseId, toPublicId } from "@/kernel/id";
import { operation, outside, type RequestInfo, router } from "@/kernel/operation";
import { type KeptMail, keptMail, keptMails } from "@/platform/mail";

const Mail = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The mail's id", examples: ["mail_018f6f0e7c1b7d3a9b0c1d2e3f4051c0"] }),
    to: z.string().meta({ description: "Whom it is for", examples: ["jane@example.com"] }),
    subject: z.string().meta({ description: "Subject", examples: ["Set a new password for Meridian"] }),
    text: z.string().meta({ description: "The text", examples: ["Hello Jane, …"] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was written", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Mail" });
type Mail = z.output<typeof Mail>;

const listLimit = 100;
const isLoopback = (ip: string) => /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i.test(ip);

function refuseWhereItHarms(request: RequestInfo): void {
  const isOwnMachine = !env.DATABASE_URL && isLoopback(request.ip);
  const isOpen = !env.SMTP_URL && (env.NODE_ENV !== "production" || isOwnMachine);
  if (!isOpen) throw notFound("mailbox");
}

const present = (mail: KeptMail): Mail => ({
  id: toPublicId("mail", mail.id),
  to: mail.recipient,
  subject: mail.subject,
  text: mail.body,
  createdAt: mail.created_at,
});

async function listMail(request: RequestInfo): Promise<Mail[]> {
  refuseWhereItHarms(request);
  return (await keptMails(listLimit)).map(present);
}

async function getMail(request: RequestInfo, input: { id: string }): Promise<Mail> {
  refuseWhereItHarms(request);
  const uuid = parseId("mail", input.id);
  const mail = uuid ? await keptMail(uuid) : undefined;
  if (!mail) throw notFound("mail");
  return present(mail);
}

export const mailboxRouter = router({
  list: operation({ title: "List mails that were not sent", permission: "public" })
    .input(z.strictObject({}))
    .output(z.array(Mail))
    .query(outside(listMail)),
  get: operation({ title: "Get a mail that was not sent", permission: "public" })
    .input(
      z.strictObject({
        id: z
          .string()
          .meta({ description: "The mail's id", examples: ["mail_018f6f0e7c1b7d3a9b0c1d2e3f4051c0"] }),
      }),
    )
    .output(Mail)
    .query(outside(getMail)),
});
