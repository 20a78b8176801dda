package org.taskvectors.accelerator;

import java.util.Optional;

/// Where a job runs, and why.
///
/// @param accelerator what it runs on; empty for the processor
/// @param reason a sentence for people: `the disk is the limit: the CPU is as fast`
/// @param processorSeconds what it takes on the processor, as estimated; NaN where not known
/// @param acceleratorSeconds what it takes on the best accelerator; NaN where not known
public record Verdict(
        Optional<Accelerator> accelerator,
        String reason,
        double processorSeconds,
        double acceleratorSeconds) {
    /// Returns what stands in the header and in the tray: `CPU`, `GPU 0`.
    public String label() {
        return accelerator.map(Accelerator::label).orElse("CPU");
    }
}
