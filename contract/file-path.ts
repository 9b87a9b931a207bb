// The names a learner's file may have. No schema, since a learner's container asks too, and zod would be a third of its memory.
const LONGEST = 100
const PLAIN_NAMES = /^(?!.*(?:^|\/)(?:\.|__proto__|constructor$|prototype$|node_modules(?:\/|$)))[\w][\w .-]*(?:\/[\w][\w .-]*){0,3}$/

/** A relative path of plain names with `/` between them. */
export const isFilePath = (name: string): boolean => name.length <= LONGEST && PLAIN_NAMES.test(name)
