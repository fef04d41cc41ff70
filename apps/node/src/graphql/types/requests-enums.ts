/** The values are those of libs/requests. */
export enum SharingRequestState {
  SUBMITTED = 'submitted',
  SUPPLEMENT_ASKED = 'supplement-asked',
  AGREED = 'agreed',
  REFUSED = 'refused',
  SUPPLIED = 'supplied',
  SUSPENDED = 'suspended',
  TERMINATED = 'terminated',
}

export enum SharingRequestStep {
  ASK_SUPPLEMENT = 'ask-supplement',
  SUPPLEMENT = 'supplement',
  EXTEND = 'extend',
  AGREE = 'agree',
  REFUSE = 'refuse',
  SUPPLY = 'supply',
  SUSPEND = 'suspend',
  RESUME = 'resume',
  CORRECT = 'correct',
  TERMINATE = 'terminate',
}

export enum SharingAttribute {
  UNCONDITIONAL = 'unconditional',
  CONDITIONAL = 'conditional',
}

export enum SharingWay {
  QUERY = 'query',
  VERIFY = 'verify',
  FILE = 'file',
  BATCH = 'batch',
}

export enum DataObjectionState {
  RAISED = 'raised',
  CORRECTED = 'corrected',
  REJECTED = 'rejected',
}

export enum DataObjectionAnswer {
  CORRECT = 'correct',
  REJECT = 'reject',
}

export enum UseRecordKind {
  USE = 'use',
  DESTRUCTION = 'destruction',
}
