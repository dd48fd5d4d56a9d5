export { cleanLine } from './clean-text.js';
export { Deliveries, GIVE_UP_MS } from './deliveries.js';
export { destinationKind, DestinationState } from './destinations.js';
export type { Attachment, DeliveryOutcome, Destination, DestinationHealth, Message, Weight } from './types.js';
