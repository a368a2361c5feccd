/** "sources/lab" -> "lab". */
export const sourceId = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
