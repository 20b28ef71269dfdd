/** One act, as whoever did it tells it. */
export interface AuditEntry {
  /** The name of the operator's key, `user:<id>`, `rule:<name>`, or the process that acted by itself. */
  readonly actor: string;
  readonly act: AuditAct;
  readonly targetType: AuditTargetType;
  readonly targetId: string;
  readonly reason?: string | undefined;
  readonly outcome: AuditOutcome;
  /** Anything JSON can say. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export const AUDIT_ACTS = [
  'redrive.create',
  'redrive.pause',
  'redrive.resume',
  'redrive.cancel',
  'redrive.stop',
  'redrive.complete',
  'letter.edit',
  'letter.discard',
  'letter.undo',
  'group.change',
  'rule.create',
  'rule.change',
  'rule.delete',
  'rule.fire',
  'rule.switch',
  'view.save',
  'view.delete',
  'stream.purge',
  'reconciler.reenqueue',
  'session.start',
  'session.end',
  'session.refuse',
  'access.refuse',
  'user.create',
  'user.read',
  'ratelimit.mode',
  'ratelimit.reset',
  'keys.rotate',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

export const AUDIT_TARGET_TYPES = [
  'letter',
  'job',
  'group',
  'rule',
  'view',
  'stream',
  'request',
  'email',
  'session',
  'user',
  'policy',
  'keys',
  'route',
] as const;
export type AuditTargetType = (typeof AUDIT_TARGET_TYPES)[number];

/**
 * `partial`: some of what was asked for was refused; `details` says what. `requested`: written before an act that no
 * transaction can undo; what became of it is an entry of its own.
 */
export type AuditOutcome = 'requested' | 'done' | 'partial' | 'refused' | 'failed';
