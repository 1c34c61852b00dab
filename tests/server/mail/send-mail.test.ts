import { afterEach, expect, test, vi } from "vitest";
import type { Env } from "#server/core/env.ts";
import { closeMail, sendMail } from "#server/mail/index.ts";
import { startSmtpServer } from "./smtp-server.ts";

const settings = vi.hoisted((): { current: Partial<Env> } => ({ current: {} }));

vi.mock("#server/core/env.ts", async (original) => {
  const real = await original<typeof import("#server/core/env.ts")>();
  return { ...real, env: () => ({ ...real.env(), ...settings.current }) };
});

afterEach(() => {
  closeMail();
  settings.current = {};
});

const mail = { to: "anna@example.com", subject: "Hello 你好", text: "Plain 文本", html: "<p>HTML</p>" };

test("hands the mail to the configured server, as text and as HTML", async () => {
  await using server = await startSmtpServer();
  settings.current = { SMTP_URL: server.url, MAIL_FROM: "Desk <desk@example.com>" };
  await sendMail(mail);
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.recipients).toEqual(["anna@example.com"]);
  expect(server.mails[0]?.data).toContain("From: Desk <desk@example.com>");
  expect(server.mails[0]?.data).toContain("text/plain");
  expect(server.mails[0]?.data).toContain("text/html");
});

test("offers where such mails are turned off, if there is such a place", async () => {
  await using server = await startSmtpServer();
  settings.current = { SMTP_URL: server.url };
  await sendMail({ ...mail, unsubscribeUrl: "https://desk.example.com/settings" });
  await sendMail(mail);
  const [first, second] = server.mails.map(({ data }) => data);
  expect(first).toContain("List-Unsubscribe: <https://desk.example.com/settings>");
  expect(second).not.toContain("List-Unsubscribe");
});

test("reaches one mailbox, whatever is in the address", async () => {
  await using server = await startSmtpServer();
  settings.current = { SMTP_URL: server.url };
  await Promise.allSettled([sendMail({ ...mail, to: "anna@example.com, ben@example.com" })]);
  expect(server.mails.flatMap(({ recipients }) => recipients)).not.toContain("ben@example.com");
});

test("says that mail is not set up, and what the operator does about it", async () => {
  await expect(sendMail(mail)).rejects.toMatchObject({
    code: "unavailable",
    reason: "mail.not_configured",
    message: expect.stringContaining("SMTP_URL"),
  });
});

test("says that the mail was not sent when the server refuses it, or is not there", async () => {
  const server = await startSmtpServer({ refuses: true });
  settings.current = { SMTP_URL: server.url };
  const refusal = { code: "unavailable", reason: "mail.not_sent" };
  await expect(sendMail(mail)).rejects.toMatchObject(refusal);
  await server.stop();
  await expect(sendMail(mail)).rejects.toMatchObject(refusal);
});
