import { escapeHtml, fill, htmlButton, htmlPage, type MailLocale, smallStyle } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** Lines under one heading, each with its moment in words and where it leads. */
export type NewsSection = { heading: string; lines: { text: string; at: string; url: string }[] };

/** A mail that lists news. Texts name `values` in braces; those of `sections` are whole already. */
export function newsMail({
  sections,
  more,
  open,
  values,
  locale,
  ...given
}: {
  subject: string;
  greeting: string;
  intro: string;
  sections: readonly NewsSection[];
  /** How many more there are, in words. */
  more: string | null;
  open: { label: string; url: string };
  /** Where such mails are turned off. */
  settings: { text: string; url: string };
  values: Record<string, string>;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const subject = fill(given.subject, values);
  const intro = fill(given.intro, values);
  const settings = { ...given.settings, text: fill(given.settings.text, values) };
  const parts = [
    given.greeting,
    intro,
    ...sections.map(textOf),
    ...(more === null ? [] : [more]),
    open.url,
    `${settings.text}\n${settings.url}`,
  ];
  const content = [
    `<p>${escapeHtml(intro)}</p>`,
    ...sections.map(htmlOf),
    ...(more === null ? [] : [`<p>${escapeHtml(more)}</p>`]),
    htmlButton(open.label, open.url),
    `<p style="${smallStyle}">${escapeHtml(settings.text)}<br><a href="${escapeHtml(settings.url)}" style="word-break:break-all;color:#4b5b59">${escapeHtml(settings.url)}</a></p>`,
  ];
  return {
    subject,
    text: parts.join("\n\n"),
    html: htmlPage(given.greeting, locale, content.join("\n")),
    unsubscribeUrl: settings.url,
  };
}

const textOf = ({ heading, lines }: NewsSection) =>
  [heading, ...lines.map(({ text, at, url }) => `- ${text} (${at})\n  ${url}`)].join("\n");

const htmlOf = ({ heading, lines }: NewsSection) =>
  `<h2 style="margin:24px 0 8px;font-size:15px">${escapeHtml(heading)}</h2>
<ul style="margin:0;padding:0;list-style:none">
${lines.map(htmlLine).join("\n")}
</ul>`;

const htmlLine = ({ text, at, url }: NewsSection["lines"][number]) =>
  `<li style="padding:8px 0;border-top:1px solid #e1e7e6"><a href="${escapeHtml(url)}" style="color:#0f766e">${escapeHtml(text)}</a><br><span style="${smallStyle}">${escapeHtml(at)}</span></li>`;
