package org.taskvectors.inference;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Refuses a model that does not fit, and says what would.
final class Refusals {
    private static final double MEGABYTE = 1e6;

    private Refusals() {}

    /// @param model its file
    /// @throws Failure if the estimate is that it does not fit into the machine's memory, or the
    ///   device's
    static void require(MemoryEstimate estimate, @Nullable Path model) throws Failure {
        if (!estimate.fitsMachine()) {
            throw Failure.of(
                    InferenceProblem.OUT_OF_MEMORY, model, what(estimate), advice(estimate));
        }
        if (!estimate.fits()) {
            DeviceEstimate device = estimate.device().orElseThrow();
            throw Failure.of(
                    InferenceProblem.OUT_OF_DEVICE_MEMORY,
                    model,
                    String.format(
                            Locale.ROOT,
                            "%s, and %,.1f MB of it are left",
                            takes(device),
                            device.available().orElse(0) / MEGABYTE),
                    advice(device));
        }
    }

    /// Returns the failure of a model for which a device had no room when it was tried.
    static Failure noRoom(DeviceEstimate device, @Nullable Path model) {
        return Failure.of(
                InferenceProblem.OUT_OF_DEVICE_MEMORY,
                model,
                takes(device) + ", which has no room for it",
                advice(device));
    }

    private static String what(MemoryEstimate estimate) {
        String left =
                String.format(
                        Locale.ROOT,
                        ", and the machine has %,.1f MB left",
                        estimate.available() / MEGABYTE);
        if (estimate.device().isPresent()) {
            return String.format(
                            Locale.ROOT,
                            "it takes %,.1f MB of memory beside that of %s",
                            estimate.total() / MEGABYTE,
                            estimate.device().get().label())
                    + left;
        }
        return String.format(
                        Locale.ROOT,
                        "it takes %,.1f MB of memory (weights %,.1f, keys and values of %,d tokens"
                                + " %,.1f)",
                        estimate.total() / MEGABYTE,
                        estimate.weights() / MEGABYTE,
                        estimate.context(),
                        estimate.caches() / MEGABYTE)
                + left;
    }

    private static String advice(MemoryEstimate estimate) {
        return estimate.device().isPresent()
                ? "Unload other models, or close other programs"
                : "Choose a shorter context, unload other models, or close other programs";
    }

    private static String takes(DeviceEstimate device) {
        return String.format(
                Locale.ROOT,
                "it takes %,.1f MB of the memory of %s (weights %,.1f, keys and values of %,d"
                        + " tokens %,.1f)",
                device.total() / MEGABYTE,
                device.label(),
                (device.weights() + device.edited()) / MEGABYTE,
                device.context(),
                device.caches() / MEGABYTE);
    }

    private static String advice(DeviceEstimate device) {
        String processor = "unload other models, or run this one on the processor";
        return device.longestContext() > 0
                ? String.format(
                        Locale.ROOT,
                        "Choose a context of at most %,d tokens, %s",
                        device.longestContext(),
                        processor)
                : "Choose a smaller model, " + processor;
    }
}
