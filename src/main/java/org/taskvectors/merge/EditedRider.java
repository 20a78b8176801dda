package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PackedProfiles;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.saving.Rider;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.EditedModel;

/// What rides on the passes that save an edited model: the fingerprint of the base, and where it is
/// asked for the measurement of the change that is really written.
final class EditedRider implements Rider {
    private final Checkpoint base;
    private final EditedModel model;
    private final boolean isProfiled;
    private final Checksums sums;
    private final List<Tensor> changes;
    private final Map<Integer, TensorProfile> profiles = new HashMap<>();
    private Optional<Tally> tally = Optional.empty();

    /// What a pass counts.
    ///
    /// @param first the model's tensor that is its first row
    private record Tally(int first, PassTally counts) {}

    EditedRider(Checkpoint base, EditedModel model, boolean isProfiled) {
        this.base = base;
        this.model = model;
        this.isProfiled = isProfiled;
        sums = new Checksums(base.tensors());
        changes = model.tensors().stream().map(this::change).toList();
    }

    private Tensor change(Tensor written) {
        DType from = base.tensor(written.name()).orElseThrow().dtype();
        boolean isDouble = written.dtype() == DType.F64 || from == DType.F64;
        return new Tensor(written.name(), isDouble ? DType.F64 : DType.F32, written.shape());
    }

    private boolean isMeasured(int tensor) {
        return model.tensors().get(tensor).dtype().isFloating();
    }

    @Override
    public Lane lane(UnitPlan plan, int first) {
        List<Lane> lanes = new ArrayList<>();
        lanes.add(sums.lane(row -> first + row, blocks -> baseBlock(first, blocks)));
        if (isProfiled) {
            settle();
            List<Tensor> own = changes.subList(first, first + plan.rows());
            PassTally counts = new PassTally(own, plan, true, false);
            tally = Optional.of(new Tally(first, counts));
            lanes.add(new ChangeLane(own, row -> isMeasured(first + row), counts));
        }
        return Lane.together(lanes);
    }

    /// The base's block behind one of the model: what no vector changes, and no dtype, is read as
    /// it is. Rows that the base does not have are no part of it.
    private Block baseBlock(int first, Blocks blocks) {
        List<Block> from = blocks.sides().getFirst();
        Block block = from.isEmpty() ? blocks.part(0) : from.getFirst();
        long elements = base.tensors().get(first + blocks.unit().row()).elements();
        int held = Math.clamp(elements - blocks.first(), 0, block.count());
        return held == block.count() ? block : Block.in(block.bytes(), block.dtype(), held);
    }

    /// Takes what the last pass counted.
    private void settle() {
        tally.ifPresent(
                counted -> {
                    int count = counted.counts().size();
                    for (int row = 0; row < count; row++) {
                        if (isMeasured(counted.first() + row)) {
                            profiles.put(counted.first() + row, counted.counts().profile(row));
                        }
                    }
                });
        tally = Optional.empty();
    }

    @Override
    public String found(int first, int count) {
        settle();
        StringBuilder text = new StringBuilder();
        for (int tensor = first; tensor < first + count; tensor++) {
            text.append(HexFormat.of().toHexDigits(sums.sum(tensor)));
        }
        if (isProfiled) {
            List<TensorProfile> found =
                    IntStream.range(first, first + count)
                            .filter(this::isMeasured)
                            .mapToObj(this::profile)
                            .toList();
            text.append(' ').append(Base64.getEncoder().encodeToString(PackedProfiles.pack(found)));
        }
        return text.toString();
    }

    @Override
    public void take(int first, int count, String found) {
        int digits = 2 * Long.BYTES * count;
        if (found.length() < digits || (found.length() > digits) != isProfiled) {
            throw new IllegalArgumentException("not what was found in " + count + " tensors");
        }
        long[] taken = new long[count];
        for (int i = 0; i < count; i++) {
            taken[i] =
                    HexFormat.fromHexDigitsToLong(
                            found, 2 * Long.BYTES * i, 2 * Long.BYTES * (i + 1));
        }
        if (isProfiled) {
            List<TensorProfile> packed =
                    PackedProfiles.unpack(Base64.getDecoder().decode(found.substring(digits + 1)));
            int[] measured =
                    IntStream.range(first, first + count).filter(this::isMeasured).toArray();
            boolean isOfThese = packed.size() == measured.length;
            for (int i = 0; i < measured.length && isOfThese; i++) {
                isOfThese = packed.get(i).name().equals(changes.get(measured[i]).name());
            }
            if (!isOfThese) {
                throw new IllegalArgumentException("measurements of other tensors");
            }
            for (int i = 0; i < measured.length; i++) {
                profiles.put(measured[i], packed.get(i));
            }
        }
        for (int i = 0; i < count; i++) {
            sums.take(first + i, taken[i]);
        }
    }

    /// The base's fingerprint, once every tensor was read or taken.
    String baseFingerprint() {
        return sums.fingerprint();
    }

    private TensorProfile profile(int tensor) {
        return Optional.ofNullable(profiles.get(tensor)).orElseThrow();
    }

    /// Returns the sum of a base's tensor that was read.
    long baseSum(int tensor) {
        return sums.sum(tensor);
    }

    /// Returns what was measured of a tensor that was read; empty if it is not measured.
    Optional<TensorProfile> measured(int tensor) {
        settle();
        return isProfiled && isMeasured(tensor) ? Optional.of(profile(tensor)) : Optional.empty();
    }

    /// What was measured of the change, once every tensor was read or taken; empty if it was not
    /// asked for.
    Optional<Measurement> measurement() {
        if (!isProfiled) {
            return Optional.empty();
        }
        settle();
        return Optional.of(
                measurement(
                        IntStream.range(0, changes.size())
                                .filter(this::isMeasured)
                                .mapToObj(this::profile)
                                .toList(),
                        Naming.of(model).repeated(),
                        name -> base.tensor(name).orElseThrow().dtype()));
    }

    /// Returns the measurement of a change by those of its tensors.
    ///
    /// @param measured in the order of the model
    /// @param again names of weights that are there by another name
    /// @param dtypes gives the dtype of the base's tensor of a name
    static Measurement measurement(
            List<TensorProfile> measured, Set<String> again, Function<String, DType> dtypes) {
        List<TensorProfile> found =
                measured.stream().filter(profile -> !again.contains(profile.name())).toList();
        List<BaseTensor> tensors =
                found.stream()
                        .map(
                                profile ->
                                        new BaseTensor(
                                                profile.name(),
                                                dtypes.apply(profile.name()),
                                                profile.shape(),
                                                profile.baseSquares()))
                        .toList();
        return new Measurement(new VectorProfile(found, Optional.empty(), ""), tensors);
    }
}
