package org.taskvectors.extraction;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.file.Failure;

/// What a base and a fine-tuned model have in common, found from their headers alone, before
/// anything runs.
///
/// @param findings the lines that a person reads, most important first
/// @param alignment which tensors of the fine-tuned side are which of the base
/// @param matches the tensors that will be differenced, in the order of the base
/// @param baseTensors the base's floating-point tensors in scope, tied ones once
/// @param policies the policies that it was made with
/// @param quantized the sides that are quantised, the base first
/// @param partial how much of the fine-tuned weights was matched, as a clause, where a part of the
///   change could not be matched or read; empty where the vector is whole
/// @param refusal why nothing can be extracted as it stands; empty where it can
public record PairCheck(
        List<Finding> findings,
        Alignment alignment,
        List<Match> matches,
        List<Tensor> baseTensors,
        Policies policies,
        List<QuantizedSide> quantized,
        Optional<String> partial,
        Optional<Failure> refusal) {
    public PairCheck {
        quantized = List.copyOf(quantized);
        findings = List.copyOf(findings);
        matches = List.copyOf(matches);
        baseTensors = List.copyOf(baseTensors);
    }

    public boolean isReady() {
        return refusal.isEmpty();
    }

    /// Returns what a report says of it once the vector is there.
    public Checked checked() {
        return new Checked(findings, weights(), quantized, partial);
    }

    /// Weights that will be differenced.
    public long weights() {
        return matches.stream().mapToLong(match -> match.output().elements()).sum();
    }

    /// Weights of the base in scope.
    public long baseWeights() {
        return baseTensors.stream().mapToLong(Tensor::elements).sum();
    }

    /// Bytes that will be read from both sides.
    public long bytesToRead() {
        return matches.stream()
                .mapToLong(
                        m ->
                                m.output().elements()
                                        * (m.base().dtype().bytes() + m.tuned().dtype().bytes()))
                .sum();
    }

    /// Bytes of weights that will be written.
    public long bytesToWrite() {
        return matches.stream().mapToLong(match -> match.output().bytes()).sum();
    }
}
