import { cn } from "#app/_ui/cn.ts";

interface CodeBoxProps {
  text: string;
  /** Names the box for assistive technology. */
  label: string;
  /** Breaks long lines, for text that has no line breaks of its own. */
  wrap?: boolean;
  testId?: string;
  className?: string;
}

/** Text as it came, in a box of its own that scrolls. */
export function CodeBox({ text, label, wrap = false, testId, className }: CodeBoxProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      data-scrolls
      className={cn("max-h-128 overflow-auto rounded-md border bg-muted/60 p-3", className)}
    >
      <pre
        dir="ltr"
        data-testid={testId}
        className={cn("font-mono text-xs leading-5", wrap && "whitespace-pre-wrap break-all")}
      >
        {text}
      </pre>
    </section>
  );
}
