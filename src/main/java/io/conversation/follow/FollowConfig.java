package io.conversation.follow;

import java.time.Duration;
import java.util.Optional;

import io.conversation.settings.Count;
import io.conversation.settings.Switch;
import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How live streams are served. */
@ConfigMapping(prefix = "sessions.stream")
public interface FollowConfig {

    /**
     * How long after the end of its session a stream is open for late events: after {@code endedAt}, or, for who was there when
     * it was told, after that.
     */
    @WithDefault("30s")
    @WithConverter(Times.UpToADay.class)
    Duration linger();

    /** The pause between two comment lines that keep proxies from closing an idle stream. */
    @WithDefault("15s")
    @WithConverter(Times.Pause.class)
    Duration heartbeat();

    /** Streams of one pod at the same time; one more is answered 503. */
    @WithDefault("2000")
    @WithConverter(Count.class)
    int maxFollowers();

    /** Events that may wait for a follower; what is beyond it reads from the database when it comes to it. */
    @WithDefault("500")
    @WithConverter(Count.class)
    int followerBuffer();

    /** How long a follower may take nothing while its buffer is full; then its stream is closed, to be resumed. */
    @WithDefault("10s")
    @WithConverter(Times.Pause.class)
    Duration patience();

    /** The pause between two looks for new events, where they are polled. */
    @WithDefault("200ms")
    @WithConverter(Times.Pause.class)
    Duration pollInterval();

    /**
     * How far back is read again, by default twice {@code sessions.database.timeout} and twice
     * {@code sessions.database.clock-allowance}: an id is made when an event is taken, so one can become visible after another
     * with a higher id, by the time it may wait and be written and by what the pods' clocks differ. Whole seconds, rounded up.
     */
    Optional<@WithConverter(Times.Pause.class) Duration> overlap();

    /** Whether a replica set's change stream is used; else it is polled like any other database. */
    @WithDefault("true")
    @WithConverter(Switch.class)
    boolean changeStreams();

    /**
     * Whether change streams are used behind a mongos, too. There an event is told when each shard has said that it has none
     * before it, which an idle one does every ten seconds unless {@code periodicNoopIntervalSecs} is less.
     */
    @WithDefault("false")
    @WithConverter(Switch.class)
    boolean changeStreamsOnMongos();
}
