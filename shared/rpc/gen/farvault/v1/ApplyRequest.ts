// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * resources_json: { "offices": [...], "agents": [...], "policies": [...], "jobs": [...], "alertRules": [...], "destinations": [...], "reports": [...] }.
 * A resource replaces the one of its name as a whole; with `merge` only the keys given change, and null takes one away.
 */
export interface ApplyRequest {
  'resourcesJson'?: (string);
  'dryRun'?: (boolean);
  'merge'?: (boolean);
}

/**
 * resources_json: { "offices": [...], "agents": [...], "policies": [...], "jobs": [...], "alertRules": [...], "destinations": [...], "reports": [...] }.
 * A resource replaces the one of its name as a whole; with `merge` only the keys given change, and null takes one away.
 */
export interface ApplyRequest__Output {
  'resourcesJson': (string);
  'dryRun': (boolean);
  'merge': (boolean);
}
