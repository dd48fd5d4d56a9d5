export { cleanLine } from './clean-text.js';
export { Deliveries } from './deliveries.js';
export { destinationKind, DestinationState } from './destinations.js';
export type { Attachment, DeliveryOutcome, Destination, DestinationHealth, Message, Weight } from './types.js';
