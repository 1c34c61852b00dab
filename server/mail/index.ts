export { closeMail, type Mail, sendMail } from "./send-mail.ts";
export { type MailLocale, signInMail } from "./sign-in-mail.ts";
