import { describe, expect, test } from "vitest";
import { invitationMail } from "#server/mail/index.ts";

const url = "http://localhost:3000/invite/abc";
const make = (locale: "en" | "zh-CN", inviter: string | null = "Anna") =>
  invitationMail({
    ...{ url, workspace: "Harbour Clinic", inviter, role: "agent", locale },
    ...{ expiresAt: new Date("2030-01-02T03:04:05Z"), timeZone: "Europe/Berlin" },
  });

describe.each(["en", "zh-CN"] as const)("the invitation mail in %s", (locale) => {
  test("says who invites where, as what and until when, with the link", () => {
    const { subject, text, html } = make(locale);
    expect(subject).toContain("Harbour Clinic");
    for (const word of ["Anna", "Harbour Clinic", "2030", url]) expect(text).toContain(word);
    expect(html).toContain(`href="${url}"`);
    expect(`${subject}${text}${html.replace(/style="[^"]*"/g, "")}`).not.toMatch(/[{}]|undefined|null/);
  });

  test("does without a name when the inviter has left", () => {
    expect(make(locale, null).text).not.toMatch(/null|\{|^ /m);
  });

  test("lets nothing out of a name become markup", () => {
    expect(make(locale, "<img src=x>").html).not.toContain("<img");
  });
});
