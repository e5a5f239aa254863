declare module "tzdata" {
  /** Rules of each zone, or for a link the name of the zone that it stands for. */
  export const zones: Record<string, unknown>;
}
