/** What stands for a queue where answers come without one (direct-reply.ts). */
export const REPLY_TO = 'amq.rabbitmq.reply-to'
