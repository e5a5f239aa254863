/** Tells the user what a step is doing right now; called as often as there is something new. */
export type Report = (text: string) => void;
