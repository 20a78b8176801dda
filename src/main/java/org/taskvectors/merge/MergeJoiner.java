package org.taskvectors.merge;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Checksums;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.Identity;

/// Puts the parts of a merge together: every file of the folder is that of one run.
public final class MergeJoiner {
    private final MergedPart.Common common;
    private final long nanos;
    private final JoinedModel model;
    private final MergedPart.Held[] held;

    private MergeJoiner(List<Checkpoint> files, MergedPart.Common common, List<MergedPart> parts) {
        this.common = common;
        nanos = parts.stream().mapToLong(MergedPart::nanos).sum();
        int all = common.outputs().size();
        held = new MergedPart.Held[all];
        Checkpoint[] from = new Checkpoint[all];
        BitSet found = new BitSet(all);
        for (int p = 0; p < parts.size(); p++) {
            for (MergedPart.Held one : parts.get(p).held()) {
                if (one.tensor() >= all || found.get(one.tensor())) {
                    throw new IllegalArgumentException("shares that overlap");
                }
                Tensor output = common.outputs().get(one.tensor());
                if (!files.get(p).tensor(output.name()).equals(Optional.of(output))) {
                    throw new IllegalArgumentException("a tensor that is not in its part");
                }
                found.set(one.tensor());
                held[one.tensor()] = one;
                from[one.tensor()] = files.get(p);
            }
        }
        if (found.cardinality() < all) {
            throw new IllegalArgumentException("shares that leave something out");
        }
        if (common.base().isPresent() && common.base().get().tensors().size() != all) {
            throw new IllegalArgumentException("a base of another model");
        }
        model = new JoinedModel(common.name(), common.notes(), common.outputs(), List.of(from));
    }

    /// @param files the parts' tensors, in the order of the parts; they stay the caller's to close
    /// @param common what all parts tell alike
    /// @param own what each part tells
    /// @throws IllegalArgumentException if something is damaged, or the parts are not those of one
    ///   merge
    public static MergeJoiner of(List<Checkpoint> files, byte[] common, List<byte[]> own) {
        return new MergeJoiner(
                files,
                MergedPart.Common.unpack(common),
                own.stream().map(MergedPart::unpack).toList());
    }

    /// Returns what the command that made the parts says of the whole.
    public String said() {
        return common.said();
    }

    /// Saves the model.
    ///
    /// @param program name and version of this program, for the metadata of the weights
    /// @param store keeps the measurement of the change beside the model
    /// @throws org.taskvectors.file.Failure where the place is taken or cannot be written, the disk
    ///   has no room, or what a part holds is not what was written into it
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ApplyResult join(
            String program,
            Target.Folder target,
            ProfileStore store,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        SaveResult saved =
                new Saver(program)
                        .save(
                                new SaveRequest(
                                        model,
                                        target,
                                        Compute.onCpu(compute.threads()),
                                        Beside.NONE,
                                        Optional.empty(),
                                        Optional.of(common.around())),
                                new JoiningRider(model, index -> held[index].sum()),
                                progress,
                                cancellation);
        List<BaseMatch> bases = common.base().map(this::matches).orElse(List.of());
        Optional<Measurement> measured =
                common.base().filter(MergedPart.Base::isProfiled).map(this::measurement);
        measured.ifPresent(known -> store.keepChange(saved.path(), known));
        List<String> notes =
                Stream.of(
                                common.later().stream(),
                                bases.stream()
                                        .filter(match -> match.kind() == BaseMatch.Kind.OTHER)
                                        .map(BaseMatch::sentence),
                                common.last().stream())
                        .flatMap(more -> more)
                        .toList();
        return new ApplyResult(
                saved.withMoreNotes(notes).took(saved.took().plusNanos(nanos)), bases, measured);
    }

    private List<BaseMatch> matches(MergedPart.Base base) {
        Checksums sums = new Checksums(base.tensors());
        for (MergedPart.Held one : held) {
            sums.take(one.tensor(), one.baseSum());
        }
        Identity identity = new Identity(base.name(), sums.fingerprint());
        return base.vectors().stream()
                .map(vector -> new BaseMatch(vector.name(), vector.recorded(), identity))
                .toList();
    }

    private Measurement measurement(MergedPart.Base base) {
        List<TensorProfile> profiles =
                Arrays.stream(held).map(MergedPart.Held::change).flatMap(Optional::stream).toList();
        Map<String, DType> dtypes =
                base.tensors().stream().collect(Collectors.toMap(Tensor::name, Tensor::dtype));
        return EditedRider.measurement(
                profiles,
                Set.copyOf(base.again()),
                name -> Optional.ofNullable(dtypes.get(name)).orElseThrow());
    }
}
