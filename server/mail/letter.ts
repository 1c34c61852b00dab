import en from "./texts/en.json" with { type: "json" };
import zhCN from "./texts/zh-CN.json" with { type: "json" };

export const texts = { en, "zh-CN": zhCN };

export type MailLocale = keyof typeof texts;

/** The reader's locale if mails are written in it, else English. */
export const mailLocaleOf = (locale: string | null): MailLocale =>
  locale !== null && Object.hasOwn(texts, locale) ? (locale as MailLocale) : "en";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

/** Puts values where a text names them in braces. */
export const fill = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);

const pageStyle =
  "margin:0;padding:32px 16px;background:#f5f7f7;color:#14201f;line-height:1.5;" +
  "font-family:system-ui,-apple-system,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif;font-size:15px";
const cardStyle = "max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:10px";
const buttonStyle =
  "display:inline-block;padding:10px 20px;border-radius:6px;background:#0f766e;color:#ffffff;text-decoration:none;font-weight:600";
export const smallStyle = "font-size:13px;color:#4b5b59";

/** A letter as HTML that also reads well without styles. `content` is HTML, `title` is text. */
export const htmlPage = (title: string, locale: MailLocale, content: string) => `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="${pageStyle}">
<main style="${cardStyle}">
<h1 style="margin:0 0 16px;font-size:20px">${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;

/** The one thing to press in a letter. */
export const htmlButton = (label: string, url: string) =>
  `<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="${buttonStyle}">${escapeHtml(label)}</a></p>`;

/** Both bodies of a mail: the same words, as plain text and as HTML. */
export function bodies(words: Record<string, string>, url: string, locale: MailLocale) {
  const { greeting = "", intro = "", button = "", fallback = "", ignore = "" } = words;
  const text = [greeting, intro, url, ignore].join("\n\n");
  const html = htmlPage(
    greeting,
    locale,
    `<p>${escapeHtml(intro)}</p>
${htmlButton(button, url)}
<p style="${smallStyle}">${escapeHtml(fallback)}<br><span style="word-break:break-all">${escapeHtml(url)}</span></p>
<p style="${smallStyle}">${escapeHtml(ignore)}</p>`,
  );
  return { text, html };
}
