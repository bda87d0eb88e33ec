package io.conversation.database;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/** Keeps commands of the service under test from being sent, as a server that takes its time would; found by the framework. */
public class HeldCommands implements CommandListener {

    private static volatile String held;
    private static volatile String collection;
    private static volatile CountDownLatch release = new CountDownLatch(0);
    private static volatile String failing;
    private static final AtomicInteger WAITING = new AtomicInteger();
    private static final AtomicInteger FAILED = new AtomicInteger();

    /** From now on, until they are let go. */
    static void hold(String command, String onCollection) {
        release = new CountDownLatch(1);
        WAITING.set(0);
        collection = onCollection;
        held = command;
    }

    static void letGo() {
        held = null;
        release.countDown();
    }

    /** How many have been held since. */
    static int count() {
        return WAITING.get();
    }

    /** The driver's own assertion fails the next such command. */
    static void failNext(String command) {
        FAILED.set(0);
        failing = command;
    }

    static boolean hasFailed() {
        return FAILED.get() > 0;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (event.getCommandName().equals(failing)) {
            failing = null;
            FAILED.incrementAndGet();
            throw new AssertionError("Assertion of the driver");
        }
        if (event.getCommandName().equals(held)
                && event.getCommand().getString(held).getValue().equals(collection)) {
            WAITING.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
