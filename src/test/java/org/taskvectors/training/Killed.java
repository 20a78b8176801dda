package org.taskvectors.training;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// The end of a process, as far as a test can have it within its own: nothing catches it.
final class Killed extends Error {
    @Serial private static final long serialVersionUID = 1L;

    private Killed(String where) {
        super(where);
    }

    /// Counts moments, and ends the process at one of them.
    ///
    /// @param at the number of the moment, from 0; more than there are for none
    record Moments(AtomicInteger seen, int at) {
        static Moments none() {
            return new Moments(new AtomicInteger(), Integer.MAX_VALUE);
        }

        static Moments endingAt(int at) {
            return new Moments(new AtomicInteger(), at);
        }

        void pass(String where) {
            if (seen.getAndIncrement() == at) {
                throw new Killed(where);
            }
        }

        /// Lets the moments before each pack and around each act on the disk count.
        void watch(ToyRun run) {
            run.device.hook = pack -> pass("pack " + pack);
            run.disks = disk -> new Watched(disk, this);
        }
    }

    private record Watched(RunDisk disk, Moments moments) implements RunDisk {
        @Override
        public long saveVector(Path folder, Cancellation cancellation)
                throws IOException, CancelledException {
            moments.pass("before vector");
            long bytes = disk.saveVector(folder, cancellation);
            moments.pass("after vector");
            return bytes;
        }

        @Override
        public void saveState(int step) throws Failure {
            moments.pass("before state");
            disk.saveState(step);
            moments.pass("after state");
        }

        @Override
        public OptionalInt loadState() throws IOException {
            return disk.loadState();
        }

        @Override
        public void remove(Path checkpoint) throws Failure {
            moments.pass("before removal");
            disk.remove(checkpoint);
            moments.pass("after removal");
        }

        @Override
        public void removeState() throws Failure {
            moments.pass("before the state's removal");
            disk.removeState();
            moments.pass("after the state's removal");
        }
    }
}
