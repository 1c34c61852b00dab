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

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

/** Puts values where a text names them in braces. */
export const fill = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);

/** Both bodies of a mail: the same words, as plain text and as HTML that also reads well without styles. */
export function bodies(words: Record<string, string>, url: string, locale: MailLocale) {
  const { greeting = "", intro = "", button = "", fallback = "", ignore = "" } = words;
  const text = [greeting, intro, url, ignore].join("\n\n");
  const page = "margin:0;padding:32px 16px;background:#f5f7f7;color:#14201f;line-height:1.5";
  const font =
    "font-family:system-ui,-apple-system,Segoe UI,PingFang SC,Microsoft YaHei,sans-serif;font-size:15px";
  const card = "max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:10px";
  const link =
    "display:inline-block;padding:10px 20px;border-radius:6px;background:#0f766e;color:#ffffff;text-decoration:none;font-weight:600";
  const small = "font-size:13px;color:#4b5b59";
  return {
    text,
    html: `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(greeting)}</title></head>
<body style="${page};${font}">
<main style="${card}">
<h1 style="margin:0 0 16px;font-size:20px">${escapeHtml(greeting)}</h1>
<p>${escapeHtml(intro)}</p>
<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="${link}">${escapeHtml(button)}</a></p>
<p style="${small}">${escapeHtml(fallback)}<br><span style="word-break:break-all">${escapeHtml(url)}</span></p>
<p style="${small}">${escapeHtml(ignore)}</p>
</main>
</body>
</html>
`,
  };
}
