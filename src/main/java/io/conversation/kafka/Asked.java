package io.conversation.kafka;

import io.conversation.event.EventAppender;
import io.conversation.session.Completion;
import io.conversation.session.NewSession;
import io.conversation.tenant.SessionId;

/** What a record asks for, of one session. */
sealed interface Asked {

    SessionId sessionId();

    /** A session of its own. */
    record Creation(NewSession session) implements Asked {

        @Override
        public SessionId sessionId() {
            return session.sessionId();
        }
    }

    /** One more event. */
    record Happened(EventAppender.Imported event) implements Asked {

        @Override
        public SessionId sessionId() {
            return event.sessionId();
        }
    }

    /** Its end. */
    record End(SessionId sessionId, Completion completion) implements Asked {
    }

    /** What goes together is done in this order. */
    default int step() {
        return switch (this) {
            case Creation creation -> 0;
            case Happened event -> 1;
            case End end -> 2;
        };
    }
}
