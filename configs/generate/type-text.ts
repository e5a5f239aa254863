import { z } from "zod";
import { bare, metaOf } from "../schema/walk";

/** What may be written for a setting, in words. */
export function typeText(schema: z.ZodType): string {
  const type = bare(schema);
  const { form } = metaOf(schema);
  if (form !== undefined) return form;
  if (type instanceof z.ZodEnum) return type.options.map((option) => `\`${option}\``).join(", ");
  if (type instanceof z.ZodLiteral) return [...type.values].map((value) => `\`${String(value)}\``).join(", ");
  if (type instanceof z.ZodNumber) return numberText(type);
  if (type instanceof z.ZodBoolean) return "`true`, `false`";
  if (type instanceof z.ZodArray) return `list of ${typeText(type.element as z.ZodType)}`;
  if (type instanceof z.ZodRecord) return "map";
  return "text";
}

function numberText(type: z.ZodNumber): string {
  const isInt = type.isInt;
  const bounds = [
    isBound(type.minValue) ? `from ${type.minValue}` : "",
    isBound(type.maxValue) ? `to ${type.maxValue}` : "",
  ];
  return [isInt ? "whole number" : "number", ...bounds].filter((word) => word !== "").join(" ");
}

function isBound(value: number | null): boolean {
  return value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}
