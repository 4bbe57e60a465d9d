// @ts-check
/** A name that nobody else has: 96 random bits. (`randomUUID` is there over HTTPS only.) */
export function freshName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
