export type { WantedUpdate } from './compile.js';
export { Desired, type Standing } from './desired.js';
export { DesiredStates } from './state.js';
