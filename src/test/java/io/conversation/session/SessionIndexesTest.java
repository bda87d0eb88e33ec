package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import io.conversation.tenant.TenantConfig;
import io.conversation.tenant.TenantIndexes;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class SessionIndexesTest {

    private static final BsonDocument BY_END = BsonDocument.parse("{endedAt: -1, _id: -1}");

    private static final BsonDocument BY_ARRIVED_END = BsonDocument.parse("{endedId: 1}");

    private static final BsonDocument BY_STATUS = BsonDocument.parse("{status: 1, startedAt: -1, _id: -1}");

    @Test
    void the_end_is_indexed_only_where_a_list_or_the_retention_goes_by_it() {
        assertThat(hasIndexByEnd(Map.of())).isFalse();
        assertThat(hasIndexByEnd(Map.of("sessions.abandon-after", "1h"))).isFalse();
        assertThat(hasIndexByEnd(Map.of("sessions.retention", "30d"))).isTrue();
        assertThat(hasIndexByEnd(Map.of("sessions.index-ended", "true"))).isTrue();
        assertThat(hasIndexByEnd(Map.of("sessions.index-ended", "true", "sessions.retention", "30d"))).isTrue();
    }

    @Test
    void with_tenants_who_looks_for_all_of_them_has_indexes_of_its_own() {
        String claim = "sessions.tenant-claim";
        assertThat(hasIndexByEnd(Map.of(claim, "t", "sessions.index-ended", "true"))).isFalse();
        assertThat(hasIndexByEnd(Map.of(claim, "t", "sessions.index-ended", "true", "sessions.retention", "30d"))).isTrue();
        assertThat(keys(Map.of(claim, "t"))).doesNotContain(BY_STATUS);
        assertThat(keys(Map.of(claim, "t", "sessions.abandon-after", "1h"))).contains(BY_STATUS).doesNotHaveDuplicates();
        assertThat(keys(Map.of("sessions.abandon-after", "1h"))).contains(BY_STATUS).doesNotHaveDuplicates();
        assertThat(keys(Map.of(claim, "t"))).contains(BY_ARRIVED_END);
        assertThat(keys(Map.of())).contains(BY_ARRIVED_END).doesNotHaveDuplicates();
    }

    private static boolean hasIndexByEnd(Map<String, String> settings) {
        return keys(settings).stream().filter(BY_END::equals).count() == 1;
    }

    private static List<BsonDocument> keys(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false)
                .withMapping(SessionsConfig.class).withMapping(TenantConfig.class).build();
        return new SessionIndexes(config.getConfigMapping(SessionsConfig.class),
                new TenantIndexes(config.getConfigMapping(TenantConfig.class))).indexes().stream()
                .map(index -> index.getKeys().toBsonDocument()).toList();
    }
}
