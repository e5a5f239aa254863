import { z } from "zod";
import { setting } from "../schema/fields";

export const presetNames = ["cache", "pureCache", "messaging"] as const;

export type PresetName = (typeof presetNames)[number];

export const preset = setting(z.enum(presetNames).default("cache"), {
  description: "What the instance is for; a preset changes defaults and adds rules.",
  source: "configs/defaults/presets.ts",
});
