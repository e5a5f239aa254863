/** The files by which the script of a node is asked for something, and answers. */
export interface RunFolder {
  /** Whether a request waits that the script has not taken yet. */
  isAsked(): Promise<boolean>;
  /** Puts the request there, whole; false where another one waits. */
  placeRequest(text: string): Promise<boolean>;
  /** Takes the request of this id away, if the script has not taken it; at once, as when the tool is stopped. */
  withdraw(id: string): void;
  /**
   * Waits for the script's line to the request of this id; undefined where it is not taken, or not answered, in time.
   */
  answerTo(id: string, patience: Patience): Promise<string | undefined>;
  /** Where the node's log is, in words. */
  readonly log: string;
}

/** How long a script may take, and who is told that it has taken the request. */
interface Patience {
  takenWithinMs: number;
  answeredWithinMs: number;
  taken: () => void;
}

/** What a script can be asked for. */
export type RequestKind = "hand-over" | "restore";
