// A source that is open for as long as a run reads it.
import type { OpenedSource, SourceKind, SourceNote, SourceRun } from './source.js';

/** Closes it whatever happens. `note` hears what was decided, and what could not be undone. */
export async function withSource<Spec, Plan, T>(
  kind: SourceKind<Spec, Plan>,
  spec: Spec,
  run: SourceRun,
  note: (note: SourceNote) => void,
  signal: AbortSignal,
  use: (source: OpenedSource) => Promise<T>,
): Promise<T> {
  const opened = await kind.open(await kind.plan(spec), run, signal);
  opened.notes.forEach(note);
  try {
    return await use(opened);
  } finally {
    (await opened.close()).forEach(note);
  }
}
