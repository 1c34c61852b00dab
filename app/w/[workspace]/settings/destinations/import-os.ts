/** Go refuses what is imported and not used. */
export const importOs = (secret: string) => (secret.startsWith("os.") ? '\t"os"\n' : "");
