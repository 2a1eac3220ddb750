/** Names that tickets carry as ids of the catalogue, made readable. */

/** `residence_certificate` as `Residence certificate`. */
export function serviceName(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
