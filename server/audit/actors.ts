// Who is behind a change. The guard of the services runs each administrator's call within an actor, and the journal writes it into every record that is
// appended meanwhile, whichever domain appends it: none can forget to say who. Records of agents and of the server itself have none.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { JournalBody } from '../repository/types.js';

export interface Actor {
  by: string;
  /** The address that the call came from. */
  from: string;
  /** The RPC's name. */
  call: string;
  /** What the request names: "agent fileserver". */
  about: readonly string[];
  /** Ids of the offices of what it names. */
  offices: readonly string[];
}

interface Running {
  actor: Actor;
  over: boolean;
}

export class Actors {
  readonly #running = new AsyncLocalStorage<Running>();

  /** Runs `body` as `actor`. What it leaves running behind, timers for one, is the server's own when it has ended. */
  async run<T>(actor: Actor, body: () => Promise<T>): Promise<T> {
    const running: Running = { actor, over: false };
    try {
      return await this.#running.run(running, body);
    } finally {
      running.over = true;
    }
  }

  /** For the journal: the body with the present actor, if there is one. */
  readonly attribute = (body: JournalBody): JournalBody => {
    const running = this.#running.getStore();
    return running === undefined || running.over ? body : { ...body, actor: running.actor };
  };
}
