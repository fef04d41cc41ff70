export { messagesConfig, type MessagesConfig } from './messages.config.js';
export { openMessages, type Messages, type MessagesParts } from './open-messages.js';
export type { IncomingMessage, MessageHandler, OutgoingMessage, SendMessages } from './ports.js';
export {
  dropMessage,
  pageOfMessages,
  retryMessage,
  waitingMessages,
  type MessagePage,
  type MessageState,
} from './waiting-messages.js';
