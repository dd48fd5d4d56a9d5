// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface DesiredUpdate {
  'rollout'?: (string);
  'version'?: (string);
  /**
   * rateLimit, timezone and updateWindow as JSON (shared/settings), as they are in force for the agent.
   */
  'settingsJson'?: (string);
}

export interface DesiredUpdate__Output {
  'rollout': (string);
  'version': (string);
  /**
   * rateLimit, timezone and updateWindow as JSON (shared/settings), as they are in force for the agent.
   */
  'settingsJson': (string);
}
