package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Rider;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorNotes;

/// Saves a base with vectors on it: one pass writes, measures and sums, and holds the vectors
/// against the base by its fingerprint.
///
/// @param program name and version of this program, for the metadata of the weights
/// @param store keeps the measurement of the change beside the model
/// @param target where the model goes
/// @param isProfiled whether the change that is really written is measured on the way
/// @param beside what the folder holds otherwise than the base's
record EditedSaver(
        String program, ProfileStore store, Target target, boolean isProfiled, Beside beside) {
    /// Returns the dtype that a tensor of a base is written in.
    static DType stored(Checkpoint base, Tensor tensor, OutputDType dtype) {
        DType counted = OutputDType.counted(base, tensor);
        return dtype.of(counted, counted);
    }

    /// Saves the model.
    ///
    /// @param vectors those that are on the base
    /// @throws Failure where the model cannot be saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    ApplyResult save(
            Checkpoint base,
            List<Vector> vectors,
            EditedModel model,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Checksums baseSums = new Checksums(base.tensors());
        Optional<Change> change =
                isProfiled ? Optional.of(new Change(base, model)) : Optional.empty();
        Rider rider =
                plan -> {
                    List<Lane> lanes = new ArrayList<>();
                    lanes.add(baseSums.lane(row -> row, blocks -> baseBlock(base, blocks)));
                    change.ifPresent(known -> lanes.add(known.lane(plan)));
                    return Lane.together(lanes);
                };
        SaveResult saved =
                new Saver(program)
                        .save(
                                new SaveRequest(model, target, compute, beside),
                                rider,
                                progress,
                                cancellation);
        Identity identity = new Identity(base.name(), baseSums.fingerprint());
        // A base with other rows has another fingerprint than its files.
        List<BaseMatch> bases =
                base instanceof RelaidModel
                        ? List.of()
                        : vectors.stream().map(vector -> match(vector, identity)).toList();
        Optional<Measurement> measured = change.map(known -> known.measurement());
        measured.ifPresent(known -> store.keepChange(saved.path(), known));
        return new ApplyResult(
                saved.withMoreNotes(
                        Stream.of(
                                        VectorNotes.of(vectors).stream(),
                                        bases.stream()
                                                .filter(m -> m.kind() == BaseMatch.Kind.OTHER)
                                                .map(BaseMatch::sentence))
                                .flatMap(notes -> notes)
                                .toList()),
                bases,
                measured);
    }

    /// The base's block behind one of the model: what no vector changes, and no dtype, is read as
    /// it is. Rows that the base does not have are no part of it.
    private static Block baseBlock(Checkpoint base, Blocks blocks) {
        List<Block> from = blocks.sides().getFirst();
        Block block = from.isEmpty() ? blocks.part(0) : from.getFirst();
        long elements = base.tensors().get(blocks.unit().row()).elements();
        int held = Math.clamp(elements - blocks.first(), 0, block.count());
        return held == block.count() ? block : Block.in(block.bytes(), block.dtype(), held);
    }

    private static BaseMatch match(Vector vector, Identity base) {
        return new BaseMatch(
                vector.name(), SavedVector.provenance(vector).map(Provenance::base), base);
    }

    /// What is measured of the change.
    private static final class Change {
        private final Checkpoint base;
        private final EditedModel model;
        private final List<Tensor> changes;
        private Optional<PassTally> tally = Optional.empty();

        Change(Checkpoint base, EditedModel model) {
            this.base = base;
            this.model = model;
            changes = model.tensors().stream().map(this::change).toList();
        }

        private Tensor change(Tensor written) {
            DType from = base.tensor(written.name()).orElseThrow().dtype();
            boolean isDouble = written.dtype() == DType.F64 || from == DType.F64;
            return new Tensor(written.name(), isDouble ? DType.F64 : DType.F32, written.shape());
        }

        private boolean isMeasured(int row) {
            return model.tensors().get(row).dtype().isFloating();
        }

        Lane lane(UnitPlan plan) {
            PassTally counting = new PassTally(changes, plan, true, false);
            tally = Optional.of(counting);
            return new ChangeLane(changes, this::isMeasured, counting);
        }

        Measurement measurement() {
            Set<String> again = Naming.of(model).repeated();
            PassTally counted = tally.orElseThrow();
            List<TensorProfile> profiles =
                    IntStream.range(0, changes.size())
                            .filter(this::isMeasured)
                            .filter(row -> !again.contains(changes.get(row).name()))
                            .mapToObj(counted::profile)
                            .toList();
            List<BaseTensor> tensors =
                    profiles.stream()
                            .map(
                                    profile ->
                                            new BaseTensor(
                                                    profile.name(),
                                                    base.tensor(profile.name())
                                                            .orElseThrow()
                                                            .dtype(),
                                                    profile.shape(),
                                                    profile.baseSquares()))
                            .toList();
            return new Measurement(new VectorProfile(profiles, Optional.empty(), ""), tensors);
        }
    }
}
