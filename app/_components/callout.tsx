import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Alert, AlertDescription, AlertTitle, type AlertTone } from "#app/_ui/alert.tsx";

const icons: Record<AlertTone, typeof Info> = {
  neutral: Info,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

interface CalloutProps {
  tone?: AlertTone;
  title?: ReactNode;
  children: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
  className?: string;
}

/** A notice in the flow of a page: what is the case, why it matters, one action. */
export function Callout({ tone = "neutral", title, children, action, className }: CalloutProps) {
  const Icon = icons[tone];
  return (
    <Alert tone={tone} {...(className ? { className } : {})}>
      <Icon aria-hidden />
      {title && <AlertTitle>{title}</AlertTitle>}
      <AlertDescription>{children}</AlertDescription>
      {action && <div className="mt-1 flex flex-wrap gap-2">{action}</div>}
    </Alert>
  );
}
