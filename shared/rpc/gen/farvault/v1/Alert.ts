// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { AlertDelivery as _farvault_v1_AlertDelivery, AlertDelivery__Output as _farvault_v1_AlertDelivery__Output } from '../../farvault/v1/AlertDelivery.js';
import type { Long } from '@grpc/proto-loader';

export interface Alert {
  'id'?: (string);
  'rule'?: (string);
  'kind'?: (string);
  /**
   * warning, critical
   */
  'severity'?: (string);
  /**
   * firing, acknowledged, resolved
   */
  'state'?: (string);
  /**
   * what it is about: "job docs", "agent fileserver", "server"
   */
  'subject'?: (string);
  'office'?: (string);
  'summary'?: (string);
  'remedy'?: (string);
  'firedMs'?: (number | string | Long);
  'acknowledgedMs'?: (number | string | Long);
  'resolvedMs'?: (number | string | Long);
  'acknowledgedBy'?: (string);
  'comment'?: (string);
  'silencedBy'?: (string);
  'deliveries'?: (_farvault_v1_AlertDelivery)[];
}

export interface Alert__Output {
  'id': (string);
  'rule': (string);
  'kind': (string);
  /**
   * warning, critical
   */
  'severity': (string);
  /**
   * firing, acknowledged, resolved
   */
  'state': (string);
  /**
   * what it is about: "job docs", "agent fileserver", "server"
   */
  'subject': (string);
  'office': (string);
  'summary': (string);
  'remedy': (string);
  'firedMs': (number);
  'acknowledgedMs': (number);
  'resolvedMs': (number);
  'acknowledgedBy': (string);
  'comment': (string);
  'silencedBy': (string);
  'deliveries': (_farvault_v1_AlertDelivery__Output)[];
}
