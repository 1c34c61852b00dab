import { cn } from "#app/_ui/cn.ts";

interface BubbleProps {
  text: string;
  /** Ours stand at the end of the line, theirs at its start. */
  isOurs: boolean;
}

/** The words of a message. Their direction is their own, the bubble's place is the page's. */
export function Bubble({ text, isOurs }: BubbleProps) {
  return (
    <div
      className={cn(
        "w-fit max-w-[85%] rounded-xl px-3 py-2 text-[0.9375rem] leading-6",
        isOurs ? "ms-auto rounded-ee-sm bg-primary/12" : "rounded-es-sm bg-muted",
      )}
    >
      <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text}
      </p>
    </div>
  );
}
