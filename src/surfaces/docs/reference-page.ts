// The reference page: Scalar's own build from its package, served by us, on our OpenAPI document. Nothing is loaded
// from anywhere else: no fonts, no proxy, no telemetry.

const configuration = {
  url: "/v1/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultOpenAllTags: false,
  documentDownloadType: "json",
  metaData: { title: "API reference · Meridian" },
  customCss: ":root{--scalar-font:system-ui,sans-serif;--scalar-font-code:ui-monospace,monospace}",
};

export const referencePage = (nonce: string, script: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" nonce="${nonce}">
<title>API reference · Meridian</title>
</head>
<body>
<noscript><p>This page needs JavaScript. The same is in <a href="/v1/openapi.json">the OpenAPI document</a>.</p></noscript>
<div id="reference"></div>
<script nonce="${nonce}" src="${script}"></script>
<script nonce="${nonce}">Scalar.createApiReference("#reference", ${JSON.stringify(configuration)});</script>
</body>
</html>
`;

/** Scalar writes styles and compiles schemas of its own; it may talk to this API only. */
export const referencePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
