import { cn } from "./cn.ts";

/** Six hues that keep 4.5:1 in both themes; a name always gets the same one. */
const hues = [
  "bg-primary/10 text-primary",
  "bg-info-subtle text-info",
  "bg-warning-subtle text-warning",
  "bg-success-subtle text-success",
  "bg-destructive-subtle text-destructive",
  "bg-foreground/12 text-foreground",
];

const sizes = { sm: "size-5 text-[0.625rem]", md: "size-7 text-xs", lg: "size-10 text-sm" };

interface AvatarProps {
  name: string;
  imageUrl?: string | null;
  size?: keyof typeof sizes;
  /** People are round, workspaces square. */
  shape?: "round" | "square";
  className?: string;
}

/** A picture or the initials. Decorative: the name stands beside it or in the control's label. */
export function Avatar({ name, imageUrl, size = "md", shape = "round", className }: AvatarProps) {
  const box = cn(
    "grid shrink-0 select-none place-items-center overflow-hidden font-semibold leading-none",
    shape === "round" ? "rounded-full" : "rounded-md",
    sizes[size],
  );
  if (imageUrl) {
    return (
      // biome-ignore lint/performance/noImgElement: small pictures from other hosts, which the image optimiser must not fetch
      <img
        src={imageUrl}
        alt=""
        referrerPolicy="no-referrer"
        data-slot="avatar"
        className={cn(box, "object-cover", className)}
      />
    );
  }
  return (
    <span aria-hidden data-slot="avatar" className={cn(box, hueOf(name), className)}>
      {initialsOf(name)}
    </span>
  );
}

function hueOf(name: string): string {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? "";
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}
