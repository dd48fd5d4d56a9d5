// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * from: default, all, office NAME, label KEY=VALUE, agent NAME, job.
 */
export interface EffectiveSetting {
  'key'?: (string);
  'valueJson'?: (string);
  'from'?: (string);
}

/**
 * from: default, all, office NAME, label KEY=VALUE, agent NAME, job.
 */
export interface EffectiveSetting__Output {
  'key': (string);
  'valueJson': (string);
  'from': (string);
}
