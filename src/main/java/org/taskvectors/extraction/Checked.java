package org.taskvectors.extraction;

import java.util.List;
import java.util.Optional;

/// What a report says of the check of a pair once its vector is there.
///
/// @param findings the lines that a person reads, most important first
/// @param weights how many were differenced
/// @param quantized the sides that are quantised, the base first
/// @param partial how much of the fine-tuned weights was matched, as a clause; empty where the
///   vector is whole
public record Checked(
        List<Finding> findings,
        long weights,
        List<QuantizedSide> quantized,
        Optional<String> partial) {
    public Checked {
        findings = List.copyOf(findings);
        quantized = List.copyOf(quantized);
    }
}
