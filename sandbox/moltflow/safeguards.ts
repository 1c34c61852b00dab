const families = {
  prompt_injection: [
    /\bignore (all |any )?(the )?(previous|prior|above) (instructions|prompts)\b/i,
    /\bdisregard your (system prompt|instructions)\b/i,
  ],
  secrets: [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    /\b(sk|rk)_live_[A-Za-z0-9]{8,}/,
    /\bAKIA[A-Z0-9]{16}\b/,
    /\bmf_[a-f0-9]{20,}\b/,
    /\bpassword\s*[:=]\s*\S+/i,
  ],
  pii: [/\b\d{3}-\d{2}-\d{4}\b/],
};

function hasCardNumber(text: string): boolean {
  return (text.match(/\b(?:\d[ -]?){12,18}\d\b/g) ?? []).some((found) =>
    passesLuhn(found.replace(/\D/g, "")),
  );
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** The built-in safeguard family a text breaks, or null. The contract names the families, not their rules. */
export function brokenSafeguard(text: string): string | null {
  for (const [family, patterns] of Object.entries(families)) {
    if (patterns.some((pattern) => pattern.test(text))) return family;
  }
  return hasCardNumber(text) ? "pii" : null;
}
