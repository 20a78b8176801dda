package org.taskvectors.accelerator;

import java.util.Optional;

/// What a small extraction gave on the processor and on an accelerator.
///
/// @param accelerator what was tried
/// @param bytes that each of both read
/// @param processorSeconds of the processor
/// @param acceleratorSeconds of the accelerator
/// @param difference what differs between the two results; empty where they are the same, bit for
///   bit
public record Trial(
        Accelerator accelerator,
        long bytes,
        double processorSeconds,
        double acceleratorSeconds,
        Optional<String> difference) {
    /// Whether the results are the same, bit for bit.
    public boolean isSame() {
        return difference.isEmpty();
    }
}
