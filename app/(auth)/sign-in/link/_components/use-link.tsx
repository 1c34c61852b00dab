"use client";

import { useEffect, useRef } from "react";
import { Button } from "#app/_ui/button.tsx";

/** Signs in as soon as the page runs; without JavaScript the button does. A post, which scanners do not send. */
export function UseLink({ action, label }: { action: string; label: string }) {
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef(false);
  useEffect(() => {
    // In development React runs effects twice, and the second try would find the link used.
    if (sent.current) return;
    sent.current = true;
    form.current?.submit();
  }, []);
  return (
    <form ref={form} method="post" action={action} className="grid">
      <Button type="submit" size="lg">
        {label}
      </Button>
    </form>
  );
}
