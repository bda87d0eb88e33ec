package io.conversation.kafka;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What comes from Kafka, and what goes there. Where its brokers are, and how one signs in there, is set as {@code kafka.*}. */
@ConfigMapping(prefix = "sessions.kafka")
public interface KafkaConfig {

    /** Where sessions, events and ends are taken from. */
    In in();

    /** A topic that is read by all pods together. */
    interface In {

        /** The topic to read; without it nothing is. */
        Optional<String> topic();

        /** The consumer group of the pods. */
        @WithDefault("conversation-sessions")
        String group();

        /** Where a record goes that can never be stored; when absent the topic's name with {@code .dead-letter} behind it. */
        Optional<String> deadLetterTopic();
    }

    /** Where all that arrives is told. */
    Out out();

    /** A topic that one pod at a time writes to. */
    interface Out {

        /** The topic to write to; without it nothing is. */
        Optional<String> topic();

        /** Where it begins the very first time; from then on it goes on where it was. */
        @WithDefault("now")
        From from();

        /** What the CloudEvents give as their source: a URI, or the path of one. */
        @WithDefault("/conversation-sessions")
        String source();
    }

    /** Of what there is. */
    enum From {
        /** What arrives from when it is switched on. */
        NOW,
        /** All that is kept. */
        START
    }
}
