package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import io.conversation.tenant.TenantIndexes;

class DeliveryIndexesTest {

    private static final String BY_STATE = "{state: 1, _id: 1}";

    private static List<BsonDocument> keys(String tenantClaim) {
        return new DeliveryIndexes(new Receiver(Settings.to("https://hooks.example/in")),
                new TenantIndexes(() -> Optional.ofNullable(tenantClaim))).indexes().stream()
                .map(index -> index.getKeys().toBsonDocument()).toList();
    }

    private static BsonDocument[] those(String... keys) {
        return Stream.of(keys).map(BsonDocument::parse).toArray(BsonDocument[]::new);
    }

    @Test
    void a_state_is_counted_and_listed_by_one_index() {
        assertThat(keys(null)).containsExactlyInAnyOrder(those("{due: 1}", BY_STATE, "{sessionId: 1}", "{expiresAt: 1}"));
    }

    @Test
    void with_tenants_it_is_listed_by_theirs_and_counted_by_one_of_all() {
        assertThat(keys("tenant")).containsExactlyInAnyOrder(
                those("{due: 1}", "{tenant: 1, state: 1, _id: 1}", "{sessionId: 1}", "{expiresAt: 1}", BY_STATE));
    }
}
