"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { MessageView, ThreadPage } from "#server/chats/schemas.ts";
import type { Content } from "#server/messages/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** What came since the sender looked, as the server told it. */
export interface Changed {
  count: number;
  by: string;
  name: string;
}

/** A message that was not taken: what it was, and, when somebody was quicker, what came meanwhile. */
export interface Refused {
  content: Content;
  error: unknown;
  changed: Changed | null;
}

interface SendOptions {
  chat: string;
  seenVersion: number | null;
  /** The server has not taken it; what was typed must not be lost. */
  onRefused: (content: Content) => void;
}

/**
 * Sends into a chat. The message stands in the thread at once, before the server has answered. One that is repeated with
 * the same content keeps its key until it was taken, so that it is one message.
 */
export function useSend({ chat, seenVersion, onRefused }: SendOptions) {
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [refused, setRefused] = useState<Refused | null>(null);
  /** Of each content that the server has not confirmed, which it may have taken all the same. */
  const keys = useRef(new Map<string, string>());
  const threadKey = trpc.chats.thread.queryKey({ workspace, chat });

  function forgetKey(value: string) {
    for (const [content, key] of keys.current) if (key === value) keys.current.delete(content);
  }
  const change = (to: (page: ThreadPage) => ThreadPage) =>
    queryClient.setQueryData<ThreadPage>(threadKey, (page) => page && to(page));
  const without = (id: string) => (page: ThreadPage) => ({
    ...page,
    messages: page.messages.filter((message) => message.id !== id),
    version: page.version - (page.messages.some((message) => message.id === id) ? 1 : 0),
  });

  const sending = useMutation(
    trpc.messages.send.mutationOptions({
      // One after the other, as they were written.
      scope: { id: `send:${chat}` },
      onSuccess: (sent, asked) => {
        forgetKey(asked.idempotencyKey);
        change((page) => ({
          ...page,
          messages: page.messages.some(({ id }) => id === sent.id)
            ? page.messages.filter(({ id }) => id !== asked.idempotencyKey)
            : page.messages.map((message) =>
                message.id === asked.idempotencyKey ? { ...message, id: sent.id } : message,
              ),
        }));
        void queryClient.invalidateQueries({ queryKey: threadKey });
      },
      onError: (error, asked) => {
        if (!("content" in asked)) return;
        change(without(asked.idempotencyKey));
        const content = asked.content as Content;
        const reason = isApiError(error) ? error.data?.reason : null;
        // An earlier try with this key did arrive; what stands here now is another message.
        if (reason === "message.key_reused") forgetKey(asked.idempotencyKey);
        const params = isApiError(error) ? error.data?.params : undefined;
        const changed =
          reason === "message.thread_changed"
            ? {
                count: Number(params?.count ?? 1),
                by: String(params?.by ?? "other"),
                name: String(params?.name ?? ""),
              }
            : null;
        setRefused({ content, error, changed });
        onRefused(content);
        void queryClient.invalidateQueries({ queryKey: threadKey });
      },
    }),
  );

  function send(content: Content, { anyway = false } = {}) {
    const words = JSON.stringify(content);
    const value = keys.current.get(words) ?? crypto.randomUUID();
    keys.current.set(words, value);
    setRefused(null);
    void queryClient.cancelQueries({ queryKey: threadKey });
    change((page) => ({
      ...page,
      messages: [...page.messages.filter(({ id }) => id !== value), bubbleOf(content, value)],
      version: page.version + 1,
    }));
    sending.mutate({
      workspace,
      chat,
      content,
      idempotencyKey: value,
      ...(seenVersion === null ? {} : { seenVersion }),
      ...(anyway ? { anyway } : {}),
    });
  }
  return { send, isSending: sending.isPending, refused, forget: () => setRefused(null) };
}

/** How a message looks in the thread until the server tells of it. */
function bubbleOf(content: Content, id: string): MessageView {
  const isPoll = content.kind === "poll";
  const media = "media" in content && "url" in content.media ? { mediaUrl: content.media.url } : null;
  const words = { text: "", title: "", caption: "", ...content };
  return {
    ...{ id, direction: "outbound", kind: content.kind, text: words.text || words.title || words.caption },
    payload: isPoll ? { options: content.options, allowMultiple: content.allowMultiple } : media,
    author: { kind: "member", userId: null, name: null, email: null },
    ...{ status: "queued", cause: null, evidence: null, truncated: false, eventId: null },
    happenedAt: new Date().toISOString(),
  };
}
