package org.taskvectors.accelerator;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Says which device would be faster for some work, and why, from what was measured.
///
/// @param processor the processor's own speed
/// @param accelerators the speeds of those devices that could be measured
record Judge(Speed processor, Map<Accelerator, Speed> accelerators) {
    /// Below this share of the other's time a device is faster than by chance.
    private static final double CLEARLY = 0.85;

    /// The share of a device's memory that a model's weights may take, so that keys, values and
    /// what a layer makes have room.
    private static final double WEIGHTS = 0.7;

    Judge {
        accelerators = Map.copyOf(accelerators);
    }

    /// Returns the faster device.
    Verdict verdict(Workload work) {
        return switch (work.kind()) {
            case PASS -> pass(work);
            case MATRICES -> matrices(work);
            case MODEL -> model(work);
        };
    }

    private Optional<Accelerator> best(ToDoubleFunction<Speed> speed) {
        return accelerators.entrySet().stream()
                .filter(entry -> entry.getKey().isFast())
                .max(Comparator.comparingDouble(entry -> speed.applyAsDouble(entry.getValue())))
                .map(Map.Entry::getKey);
    }

    private Speed speed(Accelerator accelerator) {
        return Objects.requireNonNull(accelerators.get(accelerator));
    }

    private Verdict pass(Workload work) {
        double disk = work.readRate() > 0 ? work.bytesRead() / work.readRate() : 0;
        double computing = work.bytesRead() / processor.pass();
        double here = Math.max(disk, computing);
        Optional<Accelerator> best = best(Speed::pass);
        if (best.isEmpty()) {
            return onProcessor(disk > computing ? "the disk is the limit" : "", here, Double.NaN);
        }
        Speed speed = speed(best.get());
        double there = Math.max(disk, work.bytesRead() / speed.pass());
        if (there < CLEARLY * here) {
            return new Verdict(best, times(best.get(), there, here), here, there);
        }
        if (disk >= CLEARLY * here) {
            return onProcessor("the disk is the limit: the CPU is as fast", here, there);
        }
        if (speed.compute() > processor.pass()) {
            return onProcessor(
                    "copying to the "
                            + best.get().label()
                            + " is the limit: "
                            + times(best.get(), there, here),
                    here,
                    there);
        }
        return onProcessor(times(best.get(), there, here), here, there);
    }

    private Verdict matrices(Workload work) {
        double here = work.multiplications() / processor.multiplications();
        Optional<Accelerator> best = best(Speed::multiplications);
        if (best.isEmpty()) {
            return onProcessor("", here, Double.NaN);
        }
        double there = work.multiplications() / speed(best.get()).multiplications();
        String reason = times(best.get(), there, here);
        return there < CLEARLY * here
                ? new Verdict(best, reason, here, there)
                : onProcessor(reason, here, there);
    }

    private Verdict model(Workload work) {
        Optional<Accelerator> roomy =
                accelerators.keySet().stream()
                        .filter(Accelerator::isFast)
                        .max(Comparator.comparingLong(Accelerator::memory));
        if (roomy.isEmpty()) {
            return onProcessor("", Double.NaN, Double.NaN);
        }
        boolean fits = work.bytesRead() <= WEIGHTS * roomy.get().memory();
        return fits
                ? new Verdict(
                        roomy,
                        "its weights fit the memory of " + roomy.get().label(),
                        Double.NaN,
                        Double.NaN)
                : onProcessor(
                        "its weights do not fit the memory of " + roomy.get().label(),
                        Double.NaN,
                        Double.NaN);
    }

    private static Verdict onProcessor(String reason, double here, double there) {
        return new Verdict(Optional.empty(), reason, here, there);
    }

    private static String times(Accelerator accelerator, double there, double here) {
        return accelerator.label()
                + " takes some "
                + seconds(there)
                + ", the CPU some "
                + seconds(here);
    }

    private static String seconds(double seconds) {
        return seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", 1000 * seconds)
                : seconds < 100
                        ? String.format(Locale.ROOT, "%.1f s", seconds)
                        : String.format(Locale.ROOT, "%.0f s", seconds);
    }
}
