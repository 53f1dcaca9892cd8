// A form as HTML for any page: plain, without a script of ours from elsewhere. Where scripts are off it is sent to the
// form's own page.
import type { Ctx } from "@/kernel/operation";
import { linkForCaller } from "@/platform/public-url";
import { askedFields } from "./asked-fields";
import { escapeHtml, fieldMarkup, honeypotMarkup } from "./markup";
import { getForm } from "./service";

export async function getSnippet(
  ctx: Ctx,
  { formId }: { formId: string },
): Promise<{ html: string; pageUrl: string }> {
  const form = await getForm(ctx, { formId });
  const asked = await askedFields(ctx, form);
  const pageUrl = linkForCaller(`/forms/${form.id}`, ctx.request);
  const endpoint = linkForCaller(`/v1/forms/${form.id}/submissions`, ctx.request);
  const fields = asked.map((one) => `  ${fieldMarkup(one, { idPrefix: form.id })}`).join("\n");
  const html = `<form id="${form.id}" method="post" action="${escapeHtml(pageUrl)}" data-endpoint="${escapeHtml(endpoint)}">
  <h3>${escapeHtml(form.title)}</h3>
${form.intro ? `  <p>${escapeHtml(form.intro)}</p>\n` : ""}${fields}
  ${honeypotMarkup}
  <p><button type="submit">Send</button></p>
  <p role="status"></p>
</form>
<script>
${script(form.id)}
</script>
`;
  return { html, pageUrl };
}

const script = (formId: string): string => `(function () {
  var form = document.getElementById("${formId}");
  var status = form.querySelector("[role=status]");
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var values = {};
    new FormData(form).forEach(function (value, key) {
      if (value === "") return;
      values[key] = key in values ? [].concat(values[key], value) : value;
    });
    status.textContent = "";
    fetch(form.dataset.endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ values: values })
    }).then(function (answer) { return answer.json(); }).then(function (answer) {
      if (!answer.success) {
        var faults = (answer.errors || []).map(function (one) { return one.message; });
        throw new Error(faults.length ? faults.join(". ") : answer.error.message);
      }
      if (answer.data.redirectUrl) { location.href = answer.data.redirectUrl; return; }
      form.reset();
      status.textContent = answer.data.message;
    }).catch(function (error) { status.textContent = error.message; });
  });
})();`;
