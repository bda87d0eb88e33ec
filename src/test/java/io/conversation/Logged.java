package io.conversation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.formatters.StructuredFormatter;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.logging.json.runtime.JsonFormatter;

/** What a class logs at one level while this is open. */
public final class Logged extends Handler implements AutoCloseable {

    private static final PatternFormatter FORMATTER = new PatternFormatter("%s");

    private static final JsonFormatter JSON = new JsonFormatter();

    static {
        JSON.setExceptionOutputType(StructuredFormatter.ExceptionOutputType.FORMATTED);
    }

    private static final PatternFormatter WHOLE = new PatternFormatter("%c %s%e");

    /**
     * A database client of an application that was stopped before, for other settings, may find its threads gone a while later.
     */
    private static final String STOPPED_BEFORE = "io.netty.util.concurrent.DefaultPromise.rejectedExecution";

    private final Logger logger;
    private final int least;
    private final int most;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<String> json = new CopyOnWriteArrayList<>();

    private Logged(Class<?> type, java.util.logging.Level level) {
        this(Logger.getLogger(type.getName()), level.intValue(), level.intValue());
    }

    private Logged(Logger logger, int least, int most) {
        this.logger = logger;
        this.least = least;
        this.most = most;
    }

    public static Logged warnings(Class<?> type) {
        return open(new Logged(type, Level.WARN));
    }

    public static Logged errors(Class<?> type) {
        return open(new Logged(type, Level.ERROR));
    }

    /** Of all classes, at this level and above. */
    public static Logged everythingFrom(java.util.logging.Level level) {
        return open(new Logged(Logger.getLogger(""), level.intValue(), Integer.MAX_VALUE));
    }

    private static Logged open(Logged logged) {
        logged.logger.addHandler(logged);
        return logged;
    }

    public List<String> messages() {
        return records.stream().map(FORMATTER::format).toList();
    }

    /** All of each entry, with the stack trace. */
    public List<String> whole() {
        return records.stream().map(WHOLE::format).toList();
    }

    /** Each entry as production writes it, with the fields that it had. */
    public List<JsonNode> json() {
        return json.stream().map(Json::parse).toList();
    }

    public List<Throwable> causes() {
        return records.stream().map(LogRecord::getThrown).toList();
    }

    /** Whether it is of an application that was stopped before, and so of none that is looked at. */
    public static boolean isOfStopped(LogRecord record) {
        return STOPPED_BEFORE.equals(record.getLoggerName()) && record.getThrown() instanceof RejectedExecutionException gone
                && "event executor terminated".equals(gone.getMessage());
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= least && record.getLevel().intValue() <= most
                && !isOfStopped(record)) {
            records.add(record);
            json.add(JSON.format(ExtLogRecord.wrap(record)));
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
