import { expect, test } from "vitest";
import { securityMail } from "#server/mail/index.ts";

const at = new Date("2026-03-04T05:06:00Z");

test("says what happened, when, and what to do if it was somebody else", () => {
  const facts = { device: "Firefox, Windows", network: "203.0.113.0/24" };
  const mail = securityMail({ kind: "new_device", facts, at, locale: "en" });
  expect(mail.text).toContain("Firefox, Windows, from 203.0.113.0/24, on March 4, 2026 at 5:06 AM UTC");
  expect(mail.text).toContain("http://localhost:3000/account/security");
  expect(mail.text).toContain("cannot be turned off");
});

test("puts roles and kinds of network into the reader's words, and leaves names as they are", () => {
  const facts = { workspace: "owner", role: "owner" };
  const mail = securityMail({ kind: "role_raised", facts, at, locale: "zh-CN" });
  expect(mail.subject).toContain("owner");
  expect(mail.text).toContain("所有者");
});

test("shows a name that was written to deceive as plain text", () => {
  const facts = { name: '<a href="https://evil.example">{when}</a>' };
  const { html, text } = securityMail({ kind: "passkey_added", facts, at, locale: "en" });
  expect(html).not.toContain('<a href="https://evil.example"');
  expect(text).toContain("{when}");
});

test.each(["en", "zh-CN"] as const)("fills every hole in %s", (locale) => {
  const facts = {
    workspace: "Clinic",
    name: "Phone",
    role: "admin",
    device: "Safari",
    network: "private",
    left: "3",
  };
  const kinds = [
    "new_device",
    "passkey_added",
    "token_added",
    "connection_key_added",
    "role_raised",
  ] as const;
  for (const kind of [...kinds, "two_factor_on", "two_factor_off", "recovery_code_used"] as const) {
    const mail = securityMail({ kind, facts, at, locale });
    expect(`${mail.subject} ${mail.text}`).not.toMatch(/[{}]/);
  }
});
