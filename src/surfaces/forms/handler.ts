// Web forms for people without an account: `/forms/{id}` and the link that confirms an address. Each page is drawn from
// the public operations of the catalogue, and a form that was sent is one call of them.
import { randomBytes } from "node:crypto";
import { type AppError, malformed, notFound } from "@/kernel/errors";
import { type RequestInfo, toAppError } from "@/kernel/operation";
import { PublicForm, type SentValues, Submitted } from "@/modules/forms";
import { catalog } from "@/surfaces/catalog";
import type { HttpAnswer, HttpRequest } from "../http/message";
import { securityHeaders } from "../http/security-headers";
import { requestIdOf, requestInfo } from "../rest/handler";
import { confirmPage, formPage, formPolicy, notePage } from "./page";

const bodyLimitBytes = 256 * 1024;
const addressed = /^\/forms\/(form_[0-9a-z]{1,40})(?:\/confirm\/([\w-]{1,200}))?\/?$/;

export const isFormPath = (path: string): boolean => path.startsWith("/forms/");

type Visit = { request: HttpRequest; info: RequestInfo; formId: string; nonce: string };

export async function formPages(request: HttpRequest): Promise<HttpAnswer> {
  const info = requestInfo(request, request.ip, requestIdOf(request.headers.get("x-request-id")), "form");
  const nonce = randomBytes(16).toString("base64");
  try {
    const [, formId, token] = addressed.exec(request.path) ?? [];
    if (!formId) throw notFound("form");
    const visit = { request, info, formId, nonce };
    switch (request.method) {
      case "GET":
      case "HEAD":
        return await show(visit, token);
      case "POST":
        return await (token ? confirm(visit, token) : submit(visit));
      default:
        return { status: 405, headers: { ...headersOf(nonce), Allow: "GET, HEAD, POST" }, body: null };
    }
  } catch (thrown) {
    return refusal(nonce, toAppError(thrown, info));
  }
}

const headersOf = (nonce: string, redirectUrl: string | null = null): Record<string, string> => ({
  ...securityHeaders,
  "Content-Security-Policy": formPolicy(nonce, redirectUrl),
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  // The address may hold the secret of a confirmation.
  "Referrer-Policy": "same-origin",
});

const html = (
  nonce: string,
  status: number,
  body: string,
  redirectUrl: string | null = null,
): HttpAnswer => ({
  status,
  headers: headersOf(nonce, redirectUrl),
  body,
});

function operationNamed(name: string) {
  const found = catalog.get(name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

const see = async ({ info, formId }: Visit): Promise<PublicForm> =>
  PublicForm.parse(await operationNamed("forms.see").call({ request: info }, { formId }));

async function show(visit: Visit, token: string | undefined): Promise<HttpAnswer> {
  const form = await see(visit);
  const { nonce } = visit;
  if (token) return html(nonce, 200, confirmPage(nonce, form), form.redirectUrl);
  const sent = new URLSearchParams(visit.request.search).get("sent");
  if (sent === "accepted") return html(nonce, 200, notePage(nonce, form.title, form.thanks));
  if (sent === "confirmation_sent") {
    const text = "We have sent you an e-mail. Follow its link to confirm your address.";
    return html(nonce, 200, notePage(nonce, "Look into your mailbox", text));
  }
  if (!form.isOpen) return html(nonce, 200, notePage(nonce, form.title, "This form is closed."));
  return html(nonce, 200, formPage(nonce, form), form.redirectUrl);
}

async function submit(visit: Visit): Promise<HttpAnswer> {
  const { info, formId, nonce } = visit;
  const form = await see(visit);
  const values = await readValues(visit.request);
  try {
    const done = Submitted.parse(
      await operationNamed("forms.submit").call({ request: info }, { formId, values }),
    );
    return seeOther(visit, done);
  } catch (thrown) {
    const error = toAppError(thrown, info);
    if (error.status !== 422) throw error;
    const faults = new Map(error.fields.map((one) => [one.field.replace(/^values\./, ""), one.message]));
    return html(nonce, 422, formPage(nonce, form, { values, faults }), form.redirectUrl);
  }
}

async function confirm(visit: Visit, token: string): Promise<HttpAnswer> {
  const { info, formId } = visit;
  const done = await operationNamed("forms.confirm").call({ request: info }, { formId, token });
  return seeOther(visit, Submitted.parse(done));
}

/** On to another page, so that going back or reloading sends nothing twice. */
const seeOther = ({ formId, nonce }: Visit, { status, redirectUrl }: Submitted): HttpAnswer => ({
  status: 303,
  headers: {
    ...headersOf(nonce, redirectUrl),
    Location: redirectUrl ?? `/forms/${formId}?sent=${status}`,
  },
  body: null,
});

/** The fields as a browser sends them; what was sent more than once is a list. */
async function readValues(request: HttpRequest): Promise<SentValues> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw malformed("Send the form as a browser does");
  const sent = new URLSearchParams((await request.body(bodyLimitBytes)).toString("utf8"));
  const values = new Map<string, string | string[]>();
  for (const key of new Set(sent.keys())) {
    // Browsers send line breaks as CR LF.
    const all = sent.getAll(key).map((value) => value.replaceAll("\r\n", "\n"));
    const filled = all.filter((value) => value !== "");
    if (filled.length > 0) values.set(key, filled.length === 1 ? (filled[0] ?? "") : filled);
  }
  return Object.fromEntries(values);
}

const words: Record<number, [title: string, text: string]> = {
  403: ["Not sent", "This form does not take what that site sends."],
  404: ["Nothing here", "This link does not exist, has expired or was used already."],
  409: ["Closed", "This form is closed."],
  413: ["Not sent", "That is more text than this form takes."],
  429: ["Not sent", "Too much has come from your address. Please try again in some minutes."],
};

function refusal(nonce: string, error: AppError): HttpAnswer {
  const [title, text] = words[error.status] ?? [
    error.status >= 500 ? "That did not work" : "Not sent",
    error.status >= 500 ? "It was not your fault. Please try again in a moment." : error.message,
  ];
  const answer = html(nonce, error.status, notePage(nonce, title, text));
  Object.assign(answer.headers, error.headers);
  return answer;
}
