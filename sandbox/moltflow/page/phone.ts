import { html } from "hono/html";
import QRCode from "qrcode";
import { isAdmin, unreachableNumbers } from "../engine/members.ts";
import { conversationsOf, messagesOf } from "../engine/messages.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Chat, Group, Message, Session } from "../store.ts";
import { statusTag } from "./home.ts";
import { action, clockTime, type Html, layout, live } from "./layout.ts";

/** Whose phone is shown: a chat that exists, or a contact who has not written yet. */
export type Contact = { jid: string; name: string | null };

export function phonePage(sandbox: Sandbox, session: Session, contact: Contact | null): Html {
  const base = `/sessions/${session.id}`;
  const selected = contact ? encodeURIComponent(contact.jid) : "";
  return layout(
    session.name,
    html`
    <p><a href="/">All tenants</a></p>
    <h1>${session.name}</h1>
    ${live(`${base}/parts/state`, connection(session))}
    <div class="phone">
      <section aria-labelledby="contacts">
        <h2 id="contacts">Contacts</h2>
        ${live(`${base}/parts/contacts?chat=${selected}`, contacts(sandbox, session, contact))}
        <form class="stack" method="get" action="${base}" data-plain>
          <label>Phone <input name="phone" required pattern="\\+?[0-9]{7,15}" placeholder="+15550123456" inputmode="tel"></label>
          <label>Name <input name="name"></label>
          <button>Add contact</button>
        </form>
      </section>
      <section aria-labelledby="conversation">
        ${contact ? conversationPanel(sandbox, session, contact) : html`<h2 id="conversation">Conversation</h2><p class="empty">Add a contact to write as.</p>`}
      </section>
    </div>`,
  );
}

function conversationPanel(sandbox: Sandbox, session: Session, contact: Contact): Html {
  const base = `/sessions/${session.id}`;
  const chat = encodeURIComponent(contact.jid);
  const path = `${base}/parts/conversation?chat=${chat}`;
  const group = groupOf(sandbox, session, contact);
  const isGroup = contact.jid.endsWith("@g.us");
  const author = isGroup
    ? html`<label>Member <input name="name" value="Nadia" required></label>`
    : html`<input type="hidden" name="name" value="${contact.name ?? ""}">`;
  return html`
    <h2 id="conversation">${contact.name ?? "No name"} <span class="quiet">${contact.jid}</span></h2>
    ${group ? live(`${base}/parts/members?chat=${chat}`, members(group, session)) : ""}
    <div class="screen" role="log" aria-label="Conversation" tabindex="0" data-stick>${live(path, conversation(sandbox, session, contact))}</div>
    <form class="row" action="/_sandbox/sessions/${session.id}/receive">
      <input type="hidden" name="chatId" value="${contact.jid}">
      ${author}
      <label class="grow">Write as ${isGroup ? "this member" : (contact.name ?? "this contact")}
        <input name="text" required autocomplete="off" dir="auto" data-once data-testid="contact-message-input">
      </label>
      <button class="primary" data-testid="contact-send">Send</button>
    </form>
    <form class="row" action="/_sandbox/sessions/${session.id}/type">
      <input type="hidden" name="chatId" value="${contact.jid}">
      <label class="grow">Answer on ${session.name}'s own phone, past the API
        <input name="text" required autocomplete="off" dir="auto" data-once data-testid="phone-input">
      </label>
      <button data-testid="phone-send">Answer</button>
    </form>`;
}

/** The WhatsApp group that a chat belongs to, if it is one. */
export function groupOf(sandbox: Sandbox, session: Session, { jid }: Contact): Group | undefined {
  return sandbox.store.groups.find((row) => row.sessionId === session.id && row.jid === jid);
}

/** Who is in the group, what the number is in it, and what MoltFlow watches for. */
export function members(group: Group, session: Session): Html {
  const { monitor } = group;
  const watched = monitor
    ? `watched: ${monitor.mode}${monitor.keywords.length > 0 ? ` (${monitor.keywords.join(", ")})` : ""}${monitor.isActive ? "" : ", paused"}`
    : "not watched";
  const leads = group.members.filter(({ role }) => role !== "member");
  return html`<p class="quiet">${group.members.length} people · ${isAdmin(group, session) ? "this number is an admin" : "this number is no admin"} · ${watched}</p>
    <details><summary>Members, and numbers that cannot be added</summary>
      <ul class="plain members">
        ${[...leads, ...group.members.filter(({ role }) => role === "member")].map(
          ({ phone, name, role }) =>
            html`<li><bdi>${name ?? phone}</bdi> ${name ? html`<span class="quiet">${phone}</span>` : ""} ${role === "member" ? "" : html`<span class="tag">${role}</span>`}</li>`,
        )}
      </ul>
      <p class="quiet">A number that ends like this answers so: ${Object.entries(unreachableNumbers)
        .map(([ending, reason]) => `…${ending} ${reason}`)
        .join(", ")}.</p>
    </details>`;
}

/** What WhatsApp's side of the connection looks like, with what one can do to it. */
export async function connection(session: Session): Promise<Html> {
  const path = `/_sandbox/sessions/${session.id}`;
  const heading = html`<p>${statusTag(session)} ${session.phoneNumber ?? "not paired"}</p>`;
  if (session.qr) {
    const image = await QRCode.toDataURL(session.qr.code, { margin: 2, scale: 5 });
    return html`${heading}<div class="card pairing">
      <img src="${image}" alt="Pairing code ${session.qr.number} of 6" width="245" height="245">
      <div>
        <p>This is the code the API serves. On a real phone: Settings → Linked devices → Link a device.</p>
        ${action(`${path}/scan`, "Scan", { testId: "scan", kind: "primary" })}
      </div>
    </div>`;
  }
  if (session.status === "working") {
    return html`${heading}
      ${action(`${path}/drop`, "Unlink the device", { testId: "drop", kind: "danger" })}
      ${action(`${path}/drop`, "Break the connection, keep the pairing", { body: { keepCredentials: true } })}`;
  }
  if (session.status === "starting") return html`${heading}<p class="quiet">The engine is starting…</p>`;
  return html`${heading} ${action(`${path}/reconnect`, session.hasCredentials ? "Reconnect" : "Start", { testId: "reconnect" })}`;
}

export function chatsOf(sandbox: Sandbox, session: Session): Chat[] {
  return conversationsOf(sandbox, session).map(({ chat }) => chat);
}

export function contacts(sandbox: Sandbox, session: Session, selected: Contact | null): Html {
  const chats = chatsOf(sandbox, session);
  if (chats.length === 0) return html`<p class="empty">Nobody has written yet.</p>`;
  return html`<ul class="plain contacts">${chats.map(
    (chat) => html`<li>
      <a href="/sessions/${session.id}?chat=${encodeURIComponent(chat.jid)}" ${chat.jid === selected?.jid ? html`aria-current="true"` : ""} dir="auto">
        ${chat.name ?? chat.phone ?? chat.jid}</a> ${kindTag(chat)} ${labelTags(sandbox, chat)}
    </li>`,
  )}</ul>`;
}

function kindTag({ jid, isGroup }: Chat): Html {
  if (isGroup) return html`<span class="tag">group</span>`;
  return jid.endsWith("@c.us") ? html`` : html`<span class="tag">@${jid.split("@")[1]}</span>`;
}

function labelTags(sandbox: Sandbox, chat: Chat): Html {
  const labels = sandbox.store.labels.of(chat.tenantId).filter(({ id }) => chat.labelIds.includes(id));
  return html`${labels.map(
    ({ name, color }) =>
      html`<span class="tag label" data-testid="label"><svg viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill="${color}"/></svg> <bdi>${name}</bdi></span>`,
  )}`;
}

export function conversation(sandbox: Sandbox, session: Session, contact: Contact): Html {
  const chat = sandbox.store.chats.find((row) => row.sessionId === session.id && row.jid === contact.jid);
  const messages = chat ? messagesOf(sandbox, chat) : [];
  if (messages.length === 0) return html`<p class="empty">No message yet. Write the first one below.</p>`;
  return html`${messages.map((message) => bubble(message))}`;
}

// Seen from the contact's phone: what the number sent comes in, what the contact wrote goes out.
function bubble(message: Message): Html {
  const fromNumber = message.direction === "outbound";
  return html`<div class="bubble ${fromNumber ? "them" : "me"}" data-testid="phone-message" data-direction="${message.direction}" data-status="${message.status}">
    ${message.sender?.name ? html`<strong>${message.sender.name}</strong>` : ""}
    ${message.poll ? pollCard(message.poll) : html`<p dir="auto">${message.text || `(${message.type})`}</p>`}
    ${message.type === "text" || message.type === "poll" || !message.text ? "" : html`<span class="tag">${message.type}</span>`}
    <small>${clockTime(message.createdAtMs)} ${fromNumber ? message.status : ""}</small>
  </div>`;
}

function pollCard(poll: NonNullable<Message["poll"]>): Html {
  return html`<p dir="auto"><strong>${poll.title}</strong></p>
    <p class="quiet">Poll, ${poll.allowMultiple ? "several answers" : "one answer"}</p>
    <ul class="plain poll" data-testid="poll">${poll.options.map((option) => html`<li dir="auto">${option}</li>`)}</ul>`;
}
