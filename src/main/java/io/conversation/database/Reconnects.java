package io.conversation.database;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerListener;

/** Tells when a server is there that was not, or has another part in its set: it may be another than it was. */
@Singleton
class Reconnects implements ServerListener {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param listener must not wait for anything: the driver's own thread runs it */
    void onReconnect(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
        var before = event.getPreviousDescription();
        var after = event.getNewDescription();
        if (after.isOk() && (!before.isOk() || before.getType() != after.getType())) {
            listeners.forEach(Runnable::run);
        }
    }
}
