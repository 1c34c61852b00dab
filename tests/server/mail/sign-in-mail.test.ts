import { describe, expect, test } from "vitest";
import { signInMail } from "#server/mail/index.ts";

const url = "http://localhost:3000/sign-in/link?token=abc&email=anna%40example.com";
const make = (locale: "en" | "zh-CN", email = "anna@example.com") =>
  signInMail({ url, email, minutes: 30, locale });

describe.each(["en", "zh-CN"] as const)("the sign-in mail in %s", (locale) => {
  test("has the link whole in the text, and escaped in the HTML", () => {
    const { text, html } = make(locale);
    expect(text).toContain(`\n${url}\n`);
    expect(html).toContain(`href="${url.replace("&", "&amp;")}"`);
    expect(html).toContain(`<html lang="${locale}">`);
  });

  test("says for whom, for which site and for how long, and leaves no hole unfilled", () => {
    const { subject, text, html } = make(locale);
    expect(subject).toContain("localhost:3000");
    expect(text).toContain("anna@example.com");
    expect(text).toContain("30");
    expect(`${subject}${text}${html.replace(/style="[^"]*"/g, "")}`).not.toMatch(/[{}]|undefined/);
  });

  test("lets nothing out of an address become markup", () => {
    const { html } = make(locale, `"><img src=x onerror=alert('1')>@example.com`);
    expect(html).not.toContain("<img");
    expect(html).not.toContain("'1'");
  });
});
