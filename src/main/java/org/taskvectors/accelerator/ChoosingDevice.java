package org.taskvectors.accelerator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadProbe;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;

/// The device that most of the program is given: it is the processor, and for each pass and each
/// decomposition hands out the device that a person chose, or that is estimated to be faster.
final class ChoosingDevice implements ForwardingDevice {
    /// Returns the device for some work.
    @FunctionalInterface
    interface Choice {
        /// @throws Failure if it cannot be used, and the work is not to go on without it
        Device device(Workload work, Cancellation cancellation) throws Failure;
    }

    private final Choice choice;
    private final Predicate<Workload> asksDisk;

    /// @param asksDisk whether the speed of the disk matters for the choice
    ChoosingDevice(Choice choice, Predicate<Workload> asksDisk) {
        this.choice = choice;
        this.asksDisk = asksDisk;
    }

    @Override
    public Device forPass(long bytesToRead, List<Path> files, Cancellation cancellation)
            throws Failure {
        Workload work = Workload.pass(bytesToRead, 0);
        Workload known = asksDisk.test(work) ? work.from(rate(files)) : work;
        return choice.device(known, cancellation).forPass(bytesToRead, files, cancellation);
    }

    private static double rate(List<Path> files) {
        try {
            OptionalDouble rate = ReadProbe.rate(files);
            return rate.orElse(Double.NaN);
        } catch (IOException e) {
            // What cannot be read is found by the pass, which says it better.
            return Double.NaN;
        }
    }

    @Override
    public Device forProducts(double multiplications, Cancellation cancellation) throws Failure {
        return choice.device(Workload.matrices(multiplications), cancellation)
                .forProducts(multiplications, cancellation);
    }

    @Override
    public Device device() {
        return CPU;
    }
}
