"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/** The nonce for `<style>` elements that the browser inserts, or undefined without a content security policy. */
export function useNonce(): string | undefined {
  return useContext(NonceContext);
}

/**
 * Keeps the nonce of the first document: a refresh brings that of another request, which this document's policy refuses.
 * The scroll lock under dialogs reads its nonce from a global and from nowhere else.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [first] = useState(nonce);
  return (
    <NonceContext value={first}>
      <ScrollLockNonce nonce={first} />
      {children}
    </NonceContext>
  );
}

/** A sibling before the page, so that its effect runs before that of a dialog which is open from the start. */
function ScrollLockNonce({ nonce }: { nonce: string | undefined }) {
  useEffect(() => {
    if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
  }, [nonce]);
  return null;
}
