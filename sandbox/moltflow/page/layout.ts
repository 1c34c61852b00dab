import { html } from "hono/html";

export type Html = ReturnType<typeof html>;

/** The frame of every page: says what this is before anything else. */
export function layout(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · MoltFlow sandbox</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/style.css">
    <script type="module" src="/assets/client.js"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    <header class="top">
      <a class="brand" href="/">MoltFlow sandbox</a>
      <span class="notice">Sandbox – nothing reaches WhatsApp</span>
    </header>
    <main id="main">${content}</main>
    <p id="announcement" class="announcement" role="status"></p>
  </body>
</html>`;
}

/** A part that the browser fetches again every second and swaps when it changed. */
export function live(source: string, content: Html | Promise<Html>): Html {
  return html`<div data-live="${source}">${content}</div>`;
}

/** A one-button form that posts a JSON body to the control API. */
export function action(
  path: string,
  label: string,
  options: {
    body?: Record<string, unknown>;
    testId?: string;
    method?: string;
    kind?: "primary" | "danger";
  } = {},
): Html {
  return html`<form class="inline" action="${path}" data-method="${options.method ?? "POST"}" data-body="${JSON.stringify(options.body ?? {})}">
    <button class="${options.kind ?? ""}" ${options.testId ? html`data-testid="${options.testId}"` : ""}>${label}</button>
  </form>`;
}

export function clockTime(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(11, 19)}</time>`;
}
