package io.conversation.kafka;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.CommonClientConfigs;

import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;

/** How Kafka's brokers are reached: the settings {@code kafka.*}, which are looked at only where a topic is set. */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
class Brokers {

    private final Instance<Map<String, Object>> settings;

    Brokers(KafkaConfig config, @Identifier("default-kafka-broker") Instance<Map<String, Object>> settings) {
        this.settings = settings;
        if (config.in().topic().isPresent()) {
            require("sessions.kafka.in.topic");
        }
        if (config.out().topic().isPresent()) {
            require("sessions.kafka.out.topic");
        }
    }

    /** Refuses a topic without brokers. */
    private void require(String topic) {
        Object servers = settings.get().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        if (servers == null || servers.toString().isBlank()) {
            throw new RefusedSetting(
                    topic + ": needs KAFKA_BOOTSTRAP_SERVERS (kafka.bootstrap.servers), where the brokers are");
        }
    }

    /** What a client is made with; what is {@code own} cannot be set otherwise. */
    Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(settings.get());
        all.putAll(own);
        return all;
    }
}
