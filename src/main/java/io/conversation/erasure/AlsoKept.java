package io.conversation.erasure;

import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/** What somebody else keeps of a session, and has to go before it, as by it that is found again. */
public interface AlsoKept {

    /** Takes away all that is there of the session, and of any that had its id. */
    void removeErased(SessionId sessionId);

    /** Takes away what is there of that very session. */
    void removePast(Session session);
}
