/** An expected refusal, answered as `{"detail": …}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Record<string, string>;
  constructor(status: number, detail: unknown, headers: Record<string, string> = {}) {
    super(typeof detail === "string" ? detail : "Validation failed");
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}
