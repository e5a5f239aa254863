/** How many keys go into one step: a busy server answers so many within a budget. */
const atOnce = 500;

interface Waiting<Asked, Answer> {
  asked: Asked;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** Does what is asked for in one turn of the process together, in steps of {@link atOnce}, one after another. */
export class Gathered<Asked, Answer> {
  private waiting: Waiting<Asked, Answer>[] = [];

  constructor(private readonly step: (asked: readonly Asked[]) => Promise<readonly (Answer | Error)[]>) {}

  /** The answer to one. All of a turn are answered in the same turn, so that what they do next goes together too. */
  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ asked, resolve, reject }) === 1) process.nextTick(() => void this.send());
    });
  }

  private async send(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    const answers: (Answer | Error)[] = [];
    for (const some of chunksOf(all)) {
      const given = this.step(some.map(({ asked }) => asked));
      answers.push(...(await given.catch((error: Error) => some.map(() => error))));
    }
    for (const [i, { resolve, reject }] of all.entries()) {
      const answer = answers[i]!;
      if (answer instanceof Error) reject(answer);
      else resolve(answer);
    }
  }
}

/** At most {@link atOnce} each. */
export function chunksOf<T>(all: readonly T[]): (readonly T[])[] {
  if (all.length <= atOnce) return [all];
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, i) => all.slice(i * atOnce, (i + 1) * atOnce));
}
