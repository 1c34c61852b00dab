export { confirmCodeMail } from "./confirm-code-mail.ts";
export { dropMail } from "./drop-mail.ts";
export { invitationMail } from "./invitation-mail.ts";
export { type MailLocale, mailLocaleOf } from "./letter.ts";
export { type SecurityMailKind, securityMail } from "./security-mail.ts";
export { closeMail, type Mail, sendMail } from "./send-mail.ts";
export { signInMail } from "./sign-in-mail.ts";
