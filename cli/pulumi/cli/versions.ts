/** The Pulumi CLI that is installed where none is found. */
export const pulumiVersion = "3.259.0";

/** The first that takes every flag from the environment (`PULUMI_OPTION_CONFIG_FILE`), which stack `local` needs. */
export const oldestPulumi = "3.208.0";

/** The last lines of the SDK that carry the language host inside this Go module; later ones moved it out. */
export const languageHostVersion = "3.40.0";
