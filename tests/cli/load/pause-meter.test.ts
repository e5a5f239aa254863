import { PauseMeter } from "../../../cli/load/pause-meter";

const threshold = 50;

/** What is told of acknowledged writes, given as pairs of writer and time. */
function told(writers: number, writes: [number, number][]): { pauses: number[]; meter: PauseMeter } {
  const meter = new PauseMeter(writers, threshold);
  const pauses = writes.flatMap(([writer, at]) => meter.acknowledge(writer, at) ?? []);
  return { pauses, meter };
}

it("tells of no pause while writes go on, and of none before the first", () => {
  const { pauses, meter } = told(1, [
    [0, 1_000],
    [0, 1_049],
    [0, 1_060],
  ]);
  expect(pauses).toEqual([]);
  expect(meter.longestMs).toBe(49);
});

it("tells once of a pause of several writers, as long as it was for the last of them", () => {
  const { pauses } = told(3, [
    [0, 0],
    [1, 0],
    [2, 0],
    [1, 100],
    [0, 130],
    [1, 135],
    [2, 170],
    [2, 180],
  ]);
  expect(pauses).toEqual([170]);
});

it("tells of each pause", () => {
  const { pauses, meter } = told(1, [
    [0, 0],
    [0, 60],
    [0, 70],
    [0, 150],
  ]);
  expect(pauses).toEqual([60, 80]);
  expect(meter.longestMs).toBe(80);
});

it("counts a pause that lasts until the end", () => {
  const { meter } = told(2, [
    [0, 0],
    [1, 10],
  ]);
  meter.end(500);
  expect(meter.longestMs).toBe(500);
});
