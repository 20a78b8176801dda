package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Resumable;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
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
/// @param resumable what a later process goes on with
record EditedSaver(
        String program,
        ProfileStore store,
        Target target,
        boolean isProfiled,
        Beside beside,
        Optional<Resumable> resumable) {
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
        EditedRider rider = new EditedRider(base, model, isProfiled);
        SaveResult saved =
                new Saver(program)
                        .save(
                                new SaveRequest(model, target, compute, beside, resumable),
                                rider,
                                progress,
                                cancellation);
        Identity identity = new Identity(base.name(), rider.baseFingerprint());
        // A base with other rows has another fingerprint than its files.
        List<BaseMatch> bases =
                base instanceof RelaidModel
                        ? List.of()
                        : vectors.stream().map(vector -> match(vector, identity)).toList();
        Optional<Measurement> measured = rider.measurement();
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

    private static BaseMatch match(Vector vector, Identity base) {
        return new BaseMatch(
                vector.name(), SavedVector.provenance(vector).map(Provenance::base), base);
    }
}
