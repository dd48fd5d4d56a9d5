// The queue: what was promised arrives, over failures and crashes, once as far as that can be; and what cannot arrive is told.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { Deliveries, GIVE_UP_MS } from './deliveries.js';
import { DestinationState } from './destinations.js';
import { httpReceiver, ManualClock, message, until } from './testing/receivers.js';
import type { DeliveryOutcome, Message } from './types.js';

const MINUTE = 60_000;
let directory = '';
let clock: ManualClock;
let state: DestinationState;
let down: Set<string>;
let sent: string[];
let outcomes: DeliveryOutcome[];
const open: Deliveries[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'fv-delivery-'));
  clock = new ManualClock();
  state = new DestinationState();
  down = new Set();
  sent = [];
  outcomes = [];
  for (const name of ['mail', 'hook']) add(name, { type: 'syslog', host: 'h' });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await rm(directory, { recursive: true });
});

function add(name: string, resource: Record<string, unknown>): void {
  state.apply({ number: 1, epoch: 1, timeMs: clock.now(), body: { kind: 'destination.set', destination: { name, ...resource } } });
}

async function start(real = false): Promise<Deliveries> {
  const fake = async (destination: { name: string }, { id }: Message): Promise<string> => {
    if (down.has(destination.name) || down.has(id)) throw new FarvaultError('UNAVAILABLE', 'it is down');
    sent.push(`${destination.name} ${id}`);
    return 'taken';
  };
  const made = new Deliveries({
    directory: path.join(directory, 'delivery'),
    destinations: state,
    secret: () => Promise.resolve('k'),
    clock,
    random: () => 0.5,
    version: '1',
    onOutcome: async (outcome) => void outcomes.push(outcome),
    log: () => undefined,
    maxWaiting: 20,
    ...(real ? {} : { send: fake }),
  });
  await made.start();
  open.push(made);
  return made;
}
const files = (): Promise<string[]> => readdir(path.join(directory, 'delivery'));

describe('deliveries', () => {
  it('send at once, in order, and leave nothing behind', async () => {
    const deliveries = await start();
    for (const id of ['1', '2', '3']) await deliveries.deliver('mail', message(id));
    await until(() => outcomes.length === 3, 'all delivered');
    expect(sent).toEqual(['mail 1', 'mail 2', 'mail 3']);
    await expect.poll(files).toEqual([]);
    await expect(deliveries.deliver('nobody', message())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of one that is down wait, and do not hold up the others', async () => {
    down.add('mail');
    const deliveries = await start();
    await deliveries.deliver('mail', message('1'));
    await deliveries.deliver('hook', message('2'));
    await until(() => sent.includes('hook 2'), 'the other');
    await until(() => deliveries.health().some(({ failingSinceMs }) => failingSinceMs > 0), 'the failure');
    expect(deliveries.health().find(({ name }) => name === 'mail')).toMatchObject({ waiting: 1, lastError: 'it is down' });
    expect(deliveries.waiting('1')).toMatchObject([{ destination: 'mail', attempts: 1 }]);
    await clock.pass(20 * MINUTE);
    down.clear();
    await clock.pass(60 * MINUTE);
    await until(() => sent.includes('mail 1'), 'the waiting one');
    expect(deliveries.health().find(({ name }) => name === 'mail')).toMatchObject({ failingSinceMs: 0, waiting: 0 });
  });

  it('outlive a crash: what was promised is sent by the next process, once', async () => {
    down.add('mail');
    const first = await start();
    await first.deliver('mail', message('1'));
    await first.deliver('mail', message('2'));
    await first.deliver('mail', message('1'));
    // As kill -9 leaves it: nothing is closed; and a file was being written.
    await writeFile(path.join(directory, 'delivery', 'x.tmp'), '{"dest');
    await writeFile(path.join(directory, 'delivery', 'bad'), 'not json');
    down.clear();
    clock = new ManualClock(clock.now() + 60 * MINUTE);
    const second = await start();
    expect(second.health().find(({ name }) => name === 'mail')?.failingSinceMs).toBeGreaterThan(0);
    await until(() => outcomes.length === 2, 'both');
    expect(sent.sort()).toEqual(['mail 1', 'mail 2']);
    await expect.poll(files).toEqual([]);
  });

  it('go on past files that are no messages, whatever is in them', async () => {
    down.add('mail');
    const first = await start();
    await first.deliver('mail', message('a'));
    await first.close();
    for (const [name, text] of Object.entries({ x1: '{}', x2: 'null', x3: '{"destination":"mail"', x4: '{"destination":"mail","queuedMs":1,"message":{"id":7}}' })) await writeFile(path.join(directory, 'delivery', name), text);
    down.delete('mail');
    await start();
    await until(() => sent.length === 1, 'the message');
    expect(sent).toEqual(['mail a']);
    await expect.poll(files).toEqual([]);
  });

  it('are given up after a day, and that is told', async () => {
    down.add('mail');
    const deliveries = await start();
    await deliveries.deliver('mail', message('1'));
    await until(() => deliveries.waiting('1')[0].attempts === 1, 'the first attempt');
    await clock.pass(GIVE_UP_MS + 120 * MINUTE, 10 * MINUTE);
    await until(() => outcomes.length === 1, 'the end');
    expect(outcomes[0]).toMatchObject({ destination: 'mail', error: 'it is down' });
    expect(outcomes[0].attempts).toBeGreaterThan(20);
    expect(outcomes[0].attempts).toBeLessThan(60);
    expect(deliveries.health().find(({ name }) => name === 'mail')?.gaveUpMs).toBeGreaterThan(0);
  });

  it('of one message that its receiver will not have do not hold up those behind it', async () => {
    down.add('poison');
    const deliveries = await start();
    for (const id of ['poison', '2', '3']) await deliveries.deliver('mail', message(id));
    await until(() => deliveries.health()[1].failingSinceMs > 0, 'the first attempt');
    await clock.pass(5 * MINUTE);
    await until(() => sent.length === 2, 'the others');
  });

  it('are bounded: the oldest goes when too many wait, and that is told', async () => {
    down.add('mail');
    const deliveries = await start();
    for (let number = 0; number < 23; number++) await deliveries.deliver('mail', message(`m${number}`));
    expect(deliveries.health().find(({ name }) => name === 'mail')?.waiting).toBe(20);
    expect(outcomes.map(({ message: { id } }) => id)).toHaveLength(3);
    expect(outcomes[0].error).toContain('newer messages');
  });

  it('to a destination that is deleted end', async () => {
    down.add('mail');
    const deliveries = await start();
    await deliveries.deliver('mail', message('1'));
    state.apply({ number: 2, epoch: 1, timeMs: 0, body: { kind: 'destination.deleted', name: 'mail' } });
    await clock.pass(5 * MINUTE);
    await expect.poll(files).toEqual([]);
  });

  it('reach a real receiver that comes back', async () => {
    const receiver = await httpReceiver((response, number) => void response.writeHead(number < 3 ? 503 : 200).end());
    add('real', { type: 'webhook', url: receiver.url, secret: 'k' });
    const deliveries = await start(true);
    await deliveries.deliver('real', message('9'));
    await until(() => receiver.posted.length === 1, 'the first attempt');
    for (let tries = 0; tries < 50 && outcomes.length === 0; tries++) {
      await clock.pass(5 * MINUTE);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(receiver.posted.map(({ headers }) => headers['x-farvault-id'])).toEqual(['9', '9', '9']);
    expect(outcomes).toMatchObject([{ error: '', attempts: 3 }]);
    await receiver.close();
  });
});
