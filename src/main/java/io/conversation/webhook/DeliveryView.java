package io.conversation.webhook;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/** A delivery as it is answered. */
@JsonInclude(Include.NON_NULL)
@Schema(name = "WebhookDelivery", description = "A webhook that has not been delivered.", requiredProperties = { "sessionId",
        "webhookId", "state", "attempts", "since" })
record DeliveryView(
        @Schema(description = "The session that has ended.", examples = "call-7f3a") String sessionId,
        @Schema(description = "The `webhook-id` of each attempt.", examples = "6955b9c8a1b2c3d4e5f60718") String webhookId,
        @Schema(description = "`pending` before the first attempt, `failing` between two, `given-up` when there are no more.", examples = "failing") DeliveryState state,
        @Schema(description = "How many there were.", examples = "3") int attempts,
        @Schema(description = "When it was first to be sent, or was asked to be sent again.", examples = "2026-01-01T00:03:20.412Z") Instant since,
        @Schema(description = "When it is tried next; absent where it is not.", examples = "2026-01-01T00:38:40.007Z") Instant nextAt,
        @Schema(description = "When it failed last; absent where it has not.", examples = "2026-01-01T00:08:25.118Z") Instant lastAt,
        @Schema(description = "With which status that was answered; absent where it was not.", examples = "503") Integer lastStatus,
        @Schema(description = """
                Why it failed: `status`, `redirect`, `name-unknown`, `private-address`, `not-connected`, `tls`, `cut-off` or \
                `timeout`.""", examples = "status") String lastFailure) {

    static DeliveryView of(Delivery delivery) {
        return new DeliveryView(delivery.sessionId().clientId(), delivery.id().toHexString(), delivery.state(),
                delivery.attempts(), delivery.since(), delivery.due(), delivery.lastAt(),
                delivery.lastStatus() == 0 ? null : delivery.lastStatus(), delivery.lastFailure());
    }
}
