/** The files by which the script of a node is asked for something, and answers. */
export interface RunFolder {
  /** The text of a file; empty where it is missing. */
  read(file: RunFile): Promise<string>;
  /** Puts the request there, whole; false where another one waits. */
  placeRequest(text: string): Promise<boolean>;
  /** Takes the request of this id away, if the script has not taken it; at once, as when the tool is stopped. */
  withdraw(id: string): void;
  /** Where the node's log is, in words. */
  readonly log: string;
}

export type RunFile = "request" | "answer";

/** What a script can be asked for. */
export type Subject = "hand-over" | "restore";
