package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What feeds the followers of which database. */
class SourcesTest {

    private static final Document REPLICA_SET = new Document("setName", "rs0").append("msg", "");
    private static final Document MONGOS = new Document("msg", "isdbgrid");
    private static final Document STANDALONE = new Document("isWritablePrimary", true);

    private static boolean hasChangeStreams(Document hello, Map<String, String> settings) {
        FollowConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false)
                .withMapping(FollowConfig.class).build().getConfigMapping(FollowConfig.class);
        return new Sources(null, config, null, null, null, null, null, null, null).hasChangeStreams(hello);
    }

    @Test
    void change_streams_are_for_replica_sets() {
        assertThat(hasChangeStreams(REPLICA_SET, Map.of())).isTrue();
        assertThat(hasChangeStreams(MONGOS, Map.of())).isFalse();
        assertThat(hasChangeStreams(STANDALONE, Map.of())).isFalse();
    }

    @Test
    void a_setting_has_them_behind_a_mongos_and_one_nowhere() {
        assertThat(hasChangeStreams(MONGOS, Map.of("sessions.stream.change-streams-on-mongos", "true"))).isTrue();
        assertThat(hasChangeStreams(STANDALONE, Map.of("sessions.stream.change-streams-on-mongos", "true"))).isFalse();
        Map<String, String> none = Map.of("sessions.stream.change-streams", "false",
                "sessions.stream.change-streams-on-mongos", "true");
        assertThat(hasChangeStreams(REPLICA_SET, none)).isFalse();
        assertThat(hasChangeStreams(MONGOS, none)).isFalse();
    }
}
