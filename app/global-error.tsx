"use client";

import "./globals.css";

interface GlobalErrorProps {
  error: Error & { digest?: string };
  retry: () => void;
}

/** Shown when the root layout itself failed: no provider and no translations can be relied on, hence both languages. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Moltdesk</title>
        <main className="mx-auto grid min-h-dvh max-w-md place-content-center gap-4 p-6">
          <div className="grid gap-1">
            <h1 className="font-semibold text-xl">Moltdesk could not be shown</h1>
            <p className="text-muted-foreground">
              Something failed on our side. Nothing you had saved is lost. Try again, or reload in a minute.
            </p>
          </div>
          <p lang="zh-CN" className="text-muted-foreground">
            我们这边出了点问题，已保存的内容不会丢失。请重试，或过一分钟后重新加载页面。
          </p>
          <button
            type="button"
            onClick={retry}
            className="h-9 w-fit rounded-md bg-primary px-4 font-medium text-primary-foreground"
          >
            Try again · <span lang="zh-CN">重试</span>
          </button>
          {error.digest && <p className="font-mono text-muted-foreground text-xs">{error.digest}</p>}
        </main>
      </body>
    </html>
  );
}
