package io.conversation.bench;

import java.time.Duration;
import java.util.List;

/** Processor time of each process for one append: where the time goes, to be seen also on a machine that is busy. */
final class Costs {

    private final Rounds rounds = new Rounds("µs");
    private final ProcessHandle database;

    private Costs(Database database) {
        this.database = database.process().handle();
    }

    /** A load on the service or the driver. */
    @FunctionalInterface
    private interface Load {
        Result run() throws Exception;
    }

    static List<String> append(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        String address = database.address(throughProxy);
        try (Service grouped = Service.start("grouped", address, name, Appends.GROUPED);
                Service alone = Service.start("alone", address, name, Appends.ALONE);
                DriverLoad driver = new DriverLoad(address, name)) {
            Appends.prepare(grouped, alone);
            Appends.warmUp(driver);
            Costs costs = new Costs(database);
            costs.add("group commit", grouped.process.handle(),
                    () -> Appends.append(grouped, Appends.CLIENTS, Appends.CLIENTS, Appends.TURN));
            costs.add("without", alone.process.handle(),
                    () -> Appends.append(alone, Appends.CLIENTS, Appends.CLIENTS, Appends.TURN));
            costs.add("driver alone", ProcessHandle.current(), () -> driver.run(Appends.CLIENTS, Appends.TURN));
            return costs.rounds.run()
                    .ratio("all of HTTP : all of driver alone", "group commit: all", "driver alone: all")
                    .rows();
        }
    }

    private void add(String name, ProcessHandle ours, Load load) {
        rounds.add(name + ": all", () -> {
            double before = micros(ours);
            double databaseBefore = micros(database);
            long answered = load.run().answered();
            double mine = (micros(ours) - before) / answered;
            double its = (micros(database) - databaseBefore) / answered;
            rounds.beside(name + ": itself", mine);
            rounds.beside(name + ": database and proxy", its);
            return mine + its;
        });
    }

    private static double micros(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1000.0;
    }
}
