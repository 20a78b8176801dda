package org.taskvectors.extraction;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;
import org.taskvectors.pass.Writer;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Provenance;

/// One part of an extraction: the difference of a share of the tensors, with the sums of all bytes
/// that this share reads. [ExtractionJoiner] puts the parts together.
public final class PartExtractor {
    private final PairCheck check;
    private final Provenance before;
    private final DifferencePass pass;
    private final List<Integer> held;

    private PartExtractor(PairCheck check, Provenance before, DifferencePass pass) {
        this.check = check;
        this.before = before;
        this.pass = pass;
        held = IntStream.range(0, check.matches().size()).filter(pass::isHeld).boxed().toList();
    }

    /// Lays a part out from headers alone.
    ///
    /// @param program name and version of this program, for the vector's provenance
    /// @param base the base; it stays the caller's to close
    /// @param tuned the fine-tuned side likewise
    /// @throws Failure where the pair is refused
    public static PartExtractor of(
            String program, Checkpoint base, Checkpoint tuned, Policies policies, Part part)
            throws IOException {
        PairCheck check = PairChecker.check(base, tuned, policies);
        if (check.refusal().isPresent()) {
            throw check.refusal().get();
        }
        return new PartExtractor(
                check,
                Origin.before(program, base, tuned, policies, Map.of(), check),
                new DifferencePass(base, tuned, check, part));
    }

    /// Returns the tensors that this part writes, in their order.
    public List<Tensor> outputs() {
        return held.stream().map(match -> check.matches().get(match).output()).toList();
    }

    /// Returns how many tensors the whole vector has.
    public int all() {
        return check.matches().size();
    }

    /// Returns the bytes that this part reads.
    public long bytes() {
        return pass.bytes();
    }

    /// Does it. Returns what the part tells besides its tensors, in bytes.
    ///
    /// @param writer takes the weights, a row for each of [#outputs]
    /// @throws IOException where a side cannot be read, or from the writer
    /// @throws CancelledException where it was cancelled
    public PartBytes run(
            Writer writer, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        int[] places = new int[all()];
        for (int i = 0; i < held.size(); i++) {
            places[held.get(i)] = i;
        }
        pass.run(
                (row, position, bytes) -> writer.write(places[row], position, bytes),
                compute,
                progress,
                cancellation);
        List<TensorProfile> profiles = pass.profiles();
        List<Fingerprint.Entry> sums = pass.outputEntries();
        Map<String, Double> squares = new TreeMap<>();
        before.baseTensors().stream()
                .filter(tensor -> pass.isMeasured(tensor.name()))
                .forEach(tensor -> squares.put(tensor.name(), pass.baseSquares(tensor.name())));
        List<Fingerprint.Entry> base = pass.baseEntries();
        List<Fingerprint.Entry> tuned = pass.tunedEntries();
        ExtractedPart.Common common =
                new ExtractedPart.Common(
                        before,
                        check.checked(),
                        check.matches().stream().map(Match::output).toList(),
                        base.stream().map(Fingerprint.Entry::tensor).toList(),
                        tuned.stream().map(Fingerprint.Entry::tensor).toList());
        ExtractedPart own =
                new ExtractedPart(
                        held,
                        held.stream().map(profiles::get).toList(),
                        held.stream().map(match -> sums.get(match).checksum()).toList(),
                        ExtractedPart.read(base),
                        ExtractedPart.read(tuned),
                        squares,
                        pass.bytes(),
                        System.nanoTime() - began);
        return new PartBytes(common.packed(), own.packed());
    }
}
