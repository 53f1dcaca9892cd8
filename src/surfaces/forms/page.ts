// The pages of web forms as HTML: one column, light and dark, and no script at all, so that they open at once on any
// phone and work where scripts are off.
import {
  controlId,
  escapeHtml,
  fieldMarkup,
  honeypotMarkup,
  type PublicForm,
  type SentValues,
} from "@/modules/forms";

const style = `
:root{color-scheme:light dark;--page:#fff;--chrome:#f7f8f9;--line:#d0d5da;--hairline:#e5e8eb;--text:#1a1e23;--dim:#5d6670;--accent:#0b6580;--on-accent:#fff;--bad:#b42318;--bad-page:#fdf1f0}
@media (prefers-color-scheme:dark){:root{--page:#15181c;--chrome:#101316;--line:#4b535d;--hairline:#292e35;--text:#e7e9ec;--dim:#a0a7b0;--accent:#6cc1d8;--on-accent:#0b0d0f;--bad:#f6a39b;--bad-page:#2c1a1a}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;background:var(--chrome);color:var(--text);font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
main{width:min(100%,560px);margin:0 auto;padding:48px 16px}
.card{padding:32px;border:1px solid var(--hairline);border-radius:12px;background:var(--page)}
h1{margin:0;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
.intro,.note{margin:8px 0 0;color:var(--dim);white-space:pre-line;overflow-wrap:anywhere}
form{margin-top:24px}
p,fieldset{margin:0 0 16px}
label,legend{display:block;margin-bottom:4px;padding:0;font-size:.875rem;font-weight:550}
fieldset{border:0;padding:0;min-width:0}
.tick{display:flex;gap:8px;align-items:baseline;font-weight:400}
input:not([type=checkbox]),select,textarea{width:100%;min-height:42px;padding:8px 12px;border:1px solid var(--line);border-radius:8px;background:var(--page);color:inherit;font:inherit}
textarea{display:block;resize:vertical}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
[aria-invalid=true]{border-color:var(--bad)!important}
.fault{display:block;margin-top:4px;color:var(--bad);font-size:.875rem}
.faults{margin:20px 0 0;padding:12px 16px;border:1px solid var(--bad);border-radius:8px;background:var(--bad-page)}
.faults ul{margin:4px 0 0;padding-left:20px}
.faults a{color:var(--bad)}
button{width:100%;min-height:44px;padding:8px 20px;border:0;border-radius:8px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}
@media (max-width:30em){body{background:var(--page)}main{padding:24px 16px}.card{padding:0;border:0;background:none}}
`;

/** `nonce` vouches for the style; `redirectUrl`: browsers hold a form to this policy along its redirects too. */
export function formPolicy(nonce: string, redirectUrl: string | null): string {
  const target = redirectUrl && URL.canParse(redirectUrl) ? ` ${new URL(redirectUrl).origin}` : "";
  return `default-src 'none'; style-src 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`;
}

const page = (nonce: string, title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main><div class="card">
${body}
</div></main>
</body>
</html>
`;

/** A heading and a sentence: thanks, a closed form, a link that has expired. */
export const notePage = (nonce: string, title: string, text: string): string =>
  page(nonce, title, `<h1>${escapeHtml(title)}</h1>\n<p class="note" role="status">${escapeHtml(text)}</p>`);

/** A link in a mail is also followed by programs that look for harm: only a person presses the button. */
export const confirmPage = (nonce: string, form: PublicForm): string =>
  page(
    nonce,
    form.title,
    `<h1>${escapeHtml(form.title)}</h1>
<p class="note">Is this your e-mail address, and did you fill in this form?</p>
<form method="post"><button type="submit">Yes, confirm my address</button></form>`,
  );

export type Refused = { values: SentValues; faults: ReadonlyMap<string, string> };

export function formPage(nonce: string, form: PublicForm, refused?: Refused): string {
  const idPrefix = "field";
  const fields = form.fields.map((one) => fieldMarkup(one, { idPrefix, ...refused })).join("\n");
  return page(
    nonce,
    refused ? `Not sent yet: ${form.title}` : form.title,
    `<h1>${escapeHtml(form.title)}</h1>
${form.intro ? `<p class="intro">${escapeHtml(form.intro)}</p>` : ""}${refused ? summary(refused, form, idPrefix) : ""}
<form method="post" action="/forms/${form.id}">
${fields}
${honeypotMarkup}
<button type="submit">Send</button>
</form>`,
  );
}

/** All that is wrong at the top, each fault a link to its field. */
function summary({ faults }: Refused, form: PublicForm, idPrefix: string): string {
  const lines = [...faults].map(([key, message]) =>
    form.fields.some((one) => one.key === key)
      ? `<li><a href="#${controlId(idPrefix, key)}">${escapeHtml(message)}</a></li>`
      : `<li>${escapeHtml(message)}</li>`,
  );
  return `\n<div class="faults" role="alert"><strong>Please look again</strong><ul>${lines.join("")}</ul></div>`;
}
