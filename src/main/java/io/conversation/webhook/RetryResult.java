package io.conversation.webhook;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many deliveries are tried at once. */
@Schema(name = "WebhookRetries", description = "What is tried again.", requiredProperties = "retried")
record RetryResult(@Schema(description = "How many webhooks are sent now.", examples = "1") int retried) {
}
