package org.taskvectors.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Part;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Writer;
import org.taskvectors.tensor.Compute;

/// The pass over the bytes of a pair: every block is read once from each side, differenced,
/// rounded, written, measured and summed while it is in the core's cache.
public final class DifferencePass {
    private final List<Match> matches;
    private final SidePlan base;
    private final SidePlan tuned;
    private final boolean isVector;
    private final List<Row> rows = new ArrayList<>();
    private final BitSet held;

    /// The tuned side's own tensor of each match; empty where a match is put together of several,
    /// which are read once more for the fingerprint.
    private final List<Optional<Tensor>> tunedTensors = new ArrayList<>();

    private final int baseEnd;
    private final BlockPass pass;
    private final PassTally tally;
    private final Checksums outputs;
    private final SquaresLane squares;
    private final Map<String, Integer> measuredRows = new HashMap<>();

    /// @param tuned a fine-tuned model, or an adapter, which is the vector itself
    /// @param check a check that is ready
    public DifferencePass(Checkpoint base, Checkpoint tuned, PairCheck check) {
        this(base, tuned, check, Part.WHOLE);
    }

    /// @param part which rows are read; sums and profiles of others are those of nothing
    DifferencePass(Checkpoint base, Checkpoint tuned, PairCheck check, Part part) {
        matches = check.matches();
        this.base = new SidePlan(base);
        Checkpoint whole = Vector.on(tuned, base);
        Alignment alignment = check.alignment();
        Checkpoint aligned = alignment.apply(whole);
        this.tuned = new SidePlan(whole);
        isVector = tuned instanceof Vector;
        for (Match match : matches) {
            this.base.willRead(match.base(), match.output().elements());
            Optional<Tensor> own = alignment.whole(match.base());
            own.ifPresent(tensor -> this.tuned.willRead(tensor, match.output().elements()));
            tunedTensors.add(own);
            rows.add(
                    new Row(
                            List.of(
                                    this.base.part(match.base()),
                                    new Row.Part(aligned, match.tuned())),
                            0,
                            match.output().elements()));
        }
        Set<String> names =
                matches.stream().map(match -> match.base().name()).collect(Collectors.toSet());
        check.baseTensors().stream()
                .filter(tensor -> !names.contains(tensor.name()))
                .forEach(this.base::willMeasure);
        rows.addAll(this.base.rest());
        baseEnd = rows.size();
        rows.addAll(this.tuned.rest());
        for (int row = matches.size(); row < baseEnd; row++) {
            if (this.base.isMeasured(rows.get(row))) {
                measuredRows.put(rows.get(row).parts().getFirst().tensor().name(), row);
            }
        }
        held = part.shareOf(rows);
        pass = new BlockPass(Part.only(held, rows));
        List<Tensor> written = matches.stream().map(Match::output).toList();
        tally = new PassTally(written, pass.plan(), true, !isVector);
        outputs = new Checksums(written);
        squares = new SquaresLane(pass.plan(), rows.size(), measuredRows.values()::contains);
    }

    /// Does all of it.
    ///
    /// @param writer takes the weights, a row for each match; the header is the caller's
    public void run(Writer writer, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Lane written =
                Lane.together(
                        List.of(
                                writer.lane(matches.size()),
                                outputs.lane(row -> row, Blocks::last)));
        Lane all =
                Lane.together(
                        List.of(
                                new DifferenceLane(matches, isVector, tally, written),
                                base.sums().lane(this::baseTensor, blocks -> blocks.part(0)),
                                tuned.sums().lane(this::tunedTensor, Blocks::last),
                                squares));
        pass.run(all, compute, progress, cancellation);
    }

    private int baseTensor(int row) {
        if (row >= baseEnd) {
            return -1;
        }
        return row < matches.size()
                ? base.summedWhileDifferenced(matches.get(row).base())
                : base.indexOf(rows.get(row).parts().getFirst().tensor());
    }

    private int tunedTensor(int row) {
        if (row < matches.size()) {
            return tunedTensors.get(row).map(tuned::summedWhileDifferenced).orElse(-1);
        }
        return row < baseEnd ? -1 : tuned.indexOf(rows.get(row).parts().getFirst().tensor());
    }

    /// Σ θ0² of a base tensor in scope that the vector does not hold, by its name.
    double baseSquares(String tensor) {
        Integer row = measuredRows.get(tensor);
        return row == null ? 0 : squares.squares(row);
    }

    /// Whether the match of that number is differenced.
    boolean isHeld(int match) {
        return held.get(match);
    }

    /// Whether Σ θ0² of a base tensor that the vector does not hold is measured.
    boolean isMeasured(String tensor) {
        Integer row = measuredRows.get(tensor);
        return row != null && held.get(row);
    }

    /// The base's tensors with what was summed of their bytes.
    List<Fingerprint.Entry> baseEntries() {
        return base.sums().entries();
    }

    /// The fine-tuned side's tensors with what was summed of their bytes.
    List<Fingerprint.Entry> tunedEntries() {
        return tuned.sums().entries();
    }

    /// What is written, with what was summed of its bytes.
    List<Fingerprint.Entry> outputEntries() {
        return outputs.entries();
    }

    /// What was measured, in the order of the matches.
    public List<TensorProfile> profiles() {
        return tally.profiles();
    }

    /// The fingerprint of the base.
    public String baseFingerprint() {
        return base.sums().fingerprint();
    }

    /// The fingerprint of the fine-tuned side.
    public String tunedFingerprint() {
        return tuned.sums().fingerprint();
    }

    /// The fingerprint of what was written.
    public String outputFingerprint() {
        return outputs.fingerprint();
    }

    /// Bytes that the pass reads.
    public long bytes() {
        return pass.bytes();
    }
}
