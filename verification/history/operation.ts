/** What a client has asked of one key, and what it was answered. */
export interface Operation {
  client: number;
  key: string;
  kind: "read" | "write";
  /** Written or read; null where a read has found nothing. */
  value: string | null;
  /** When it was asked and answered, in whole µs of one clock; null where nobody knows whether it was done. */
  call: number;
  return: number | null;
}
