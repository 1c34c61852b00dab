import type { Sandbox } from "../sandbox.ts";
import type { Chat, Label, Session, Store } from "../store.ts";

/** The chats that carry a label. */
export function chatsWith(store: Store, label: Label): Chat[] {
  return store.chats.where((chat) => chat.labelIds.includes(label.id));
}

export function addLabel(
  { store, random, clock }: Sandbox,
  wish: { tenantId: string; name: string; color: string; description?: string; synced?: boolean },
): Label {
  return store.labels.add({
    id: random.uuid(),
    tenantId: wish.tenantId,
    name: wish.name,
    color: wish.color,
    description: wish.description ?? null,
    synced: wish.synced ?? false,
    createdAtMs: clock.now(),
  });
}

export function deleteLabel({ store }: Sandbox, label: Label): void {
  for (const chat of chatsWith(store, label)) {
    chat.labelIds = chat.labelIds.filter((id) => id !== label.id);
  }
  store.labels.delete(label.id);
}

/** Writes a label into the number's WhatsApp Business app, where names are what labels are known by. */
export function syncLabel(session: Session, label: Label): void {
  const known = session.waLabels.find(({ name }) => name === label.name);
  if (known) known.color = label.color;
  else session.waLabels.push({ name: label.name, color: label.color });
  label.synced = true;
}

/** Takes over the app's labels; the app's colour wins for a name that both sides know. */
export function importLabels(sandbox: Sandbox, session: Session): { imported: Label[]; updated: Label[] } {
  const imported: Label[] = [];
  const updated: Label[] = [];
  for (const { name, color } of session.waLabels) {
    const known = sandbox.store.labels.of(session.tenantId).find((label) => label.name === name);
    if (!known) {
      imported.push(addLabel(sandbox, { tenantId: session.tenantId, name, color, synced: true }));
    } else if (!known.synced || known.color !== color) {
      Object.assign(known, { color, synced: true });
      updated.push(known);
    }
  }
  return { imported, updated };
}
