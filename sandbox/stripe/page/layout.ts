import { html } from "hono/html";

export type Html = ReturnType<typeof html>;

/** The frame of every page: says what this is before anything else. */
export function layout(
  title: string,
  content: Html | Promise<Html>,
  kind: "narrow" | "wide" = "narrow",
): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Stripe stand-in</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/_stripe/style.css">
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    <header class="top">
      <a class="brand" href="/_stripe">Stripe stand-in</a>
      <span class="notice">Local stand-in – no card is charged</span>
    </header>
    <main id="main" class="${kind}">${content}</main>
  </body>
</html>`;
}

/** A word to the user about what just happened, read aloud at once. */
export function alarm(text: string | null): Html {
  return text ? html`<p class="alarm" role="alert">${text}</p>` : html``;
}

export function done(text: string | null): Html {
  return text ? html`<p class="done" role="status">${text}</p>` : html``;
}

export function moment(at: number): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")}</time>`;
}

/** For addresses that lead nowhere, and for what a reset has forgotten. */
export function nothingHere(): Html {
  return layout(
    "Not found",
    html`<h1>There is nothing at this address</h1>
    <p>It may belong to a state that was reset. <a href="/_stripe">What the stand-in has now</a></p>`,
  );
}
