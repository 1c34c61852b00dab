export { confirmCodeMail } from "./confirm-code-mail.ts";
export { type DestinationNews, destinationMail } from "./destination-mail.ts";
export { dropMail } from "./drop-mail.ts";
export { invitationMail } from "./invitation-mail.ts";
export { fill, type MailLocale, mailLocaleOf } from "./letter.ts";
export { type NewsSection, newsMail } from "./news-mail.ts";
export { type SecurityMailKind, securityMail } from "./security-mail.ts";
export { closeMail, type Mail, sendMail } from "./send-mail.ts";
export { signInMail } from "./sign-in-mail.ts";
