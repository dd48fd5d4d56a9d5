// Alerts and the way by which they and reports are told: secrets, destinations, deliveries.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { VERSION } from '../shared/config/version.js';
import { WorldView } from './alert-world.js';
import { Alerts, ruleKind, rulesOf } from './alerts/index.js';
import type { Control } from './control.js';
import { Deliveries, destinationKind } from './delivery/index.js';
import type { Foundation } from './foundation.js';
import type { ResourceKind } from './resources/index.js';
import { Secrets } from './secrets/index.js';

export interface Alerting {
  alerts: Alerts;
  deliveries: Deliveries;
  secrets: Secrets;
  kinds: ResourceKind[];
  start(): void;
  stop(): Promise<void>;
}

export async function createAlerting(dataDir: string, foundation: Foundation, control: Control): Promise<Alerting> {
  const { clock, repository, say: log, state, fleet } = foundation;
  const { policies, rollouts, runs } = control;
  const secretUsers = (name: string): string[] => state.destinations.resources().filter((one) => one['secret'] === name).map((one) => one.name);
  const secrets = new Secrets({ directory: path.join(dataDir, 'secrets'), journal: repository, now: () => clock.now(), users: secretUsers });
  await secrets.open();
  const deliveries: Deliveries = new Deliveries({
    directory: path.join(dataDir, 'delivery'),
    destinations: state.destinations,
    secret: (name) => secrets.value(name),
    clock,
    random: () => randomBytes(4).readUInt32LE() / 2 ** 32,
    version: VERSION,
    onOutcome: (outcome) => alerts.onOutcome(outcome),
    log,
  });
  const world = new WorldView(foundation, control, () => deliveries.health());
  const alerts: Alerts = new Alerts({
    journal: repository,
    state: state.alerts,
    rules: state.rules,
    world: () => world.read(),
    destinations: () => state.destinations.all(),
    deliver: (destination, message) => deliveries.deliver(destination, message),
    sendNow: (destination, message, signal) => deliveries.sendNow(destination, message, signal),
    clock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    log,
  });
  await deliveries.start();
  runs.onEnded((run) => {
    world.runEnded(run.jobId);
    alerts.poke();
  });
  policies.onChange(() => {
    world.settingsChanged();
    alerts.poke();
  });
  rollouts.onChange(() => alerts.poke());
  fleet.onConnect(() => alerts.poke());
  fleet.onDisconnect(() => alerts.poke());
  return {
    alerts,
    deliveries,
    secrets,
    kinds: [
      destinationKind({ journal: repository, state: state.destinations, secrets, users: (name) => [...rulesOf(state.rules, name), ...state.reports.usersOf('destination', name)] }),
      ruleKind({ journal: repository, state: state.rules, hasDestination: (name) => state.destinations.resource(name) !== undefined }),
    ],
    start: () => alerts.start(),
    stop: async () => {
      await alerts.close();
      await deliveries.close();
    },
  };
}
