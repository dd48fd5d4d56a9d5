// Which versions speak with each other: agent and server may be one minor version apart, in either direction (docs/protocol.md, Versions).
const VERSION = /^(\d{1,6})\.(\d{1,6})\./;

/** The side that is too old for the other; null: neither. What does not read as a version is somebody's own build, and is taken. */
export function tooOld(agent: string, server: string): 'agent' | 'server' | null {
  const [ours, theirs] = [VERSION.exec(server), VERSION.exec(agent)];
  if (ours === null || theirs === null) return null;
  const major = Number(theirs[1]) - Number(ours[1]);
  const minor = Number(theirs[2]) - Number(ours[2]);
  if (major === 0 && Math.abs(minor) <= 1) return null;
  return major < 0 || (major === 0 && minor < 0) ? 'agent' : 'server';
}
