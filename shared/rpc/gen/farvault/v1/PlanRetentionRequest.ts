// Generated from proto/farvault/v1/retention.proto: npm run generate


/**
 * Empty: all jobs. kind of settings: those in force, or those of settings_json in their place (what would be if).
 */
export interface PlanRetentionRequest {
  'job'?: (string);
  'office'?: (string);
  'settingsJson'?: (string);
}

/**
 * Empty: all jobs. kind of settings: those in force, or those of settings_json in their place (what would be if).
 */
export interface PlanRetentionRequest__Output {
  'job': (string);
  'office': (string);
  'settingsJson': (string);
}
