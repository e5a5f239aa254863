/** A function may call those of its own folder, and of folders before it in this list. */
export const floors = [
  "base",
  "view",
  "hand-over",
  "config",
  "sentinel",
  "backup",
  "restore",
  "external",
  "role",
  "programs",
];
