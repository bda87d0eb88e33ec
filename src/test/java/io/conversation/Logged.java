package io.conversation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What a class logs at one level while this is open. */
public final class Logged extends Handler implements AutoCloseable {

    private static final PatternFormatter FORMATTER = new PatternFormatter("%s");

    private final Logger logger;
    private final int level;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private Logged(Class<?> type, java.util.logging.Level level) {
        this.logger = Logger.getLogger(type.getName());
        this.level = level.intValue();
    }

    public static Logged warnings(Class<?> type) {
        return open(new Logged(type, Level.WARN));
    }

    public static Logged errors(Class<?> type) {
        return open(new Logged(type, Level.ERROR));
    }

    private static Logged open(Logged logged) {
        logged.logger.addHandler(logged);
        return logged;
    }

    public List<String> messages() {
        return records.stream().map(FORMATTER::format).toList();
    }

    public List<Throwable> causes() {
        return records.stream().map(LogRecord::getThrown).toList();
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() == level) {
            records.add(record);
        }
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
