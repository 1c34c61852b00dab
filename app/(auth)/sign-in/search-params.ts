/** A parameter of the page's address; its first value when it is given more than once. */
export function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
