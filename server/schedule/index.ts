// Whose turn it is, and what will run when.
export { Admission, type AdmissionDependencies } from './admission.js';
export { planRuns, type PlannedJob } from './plan-runs.js';
