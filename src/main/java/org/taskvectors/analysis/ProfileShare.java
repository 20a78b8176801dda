package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// What a pass over a share of a vector's tensors found.
///
/// @param held which of the vector's floating-point tensors were read, by their indices
/// @param sums the checksums of these, in that order
/// @param profiles what was measured of those that count
/// @param squares Σ θ0² of those of the base that the vector does not hold and that were read
/// @param bytesRead bytes of weights that were read
record ProfileShare(
        List<Integer> held,
        List<Long> sums,
        List<TensorProfile> profiles,
        Map<String, Double> squares,
        long bytesRead) {
    /// What all shares tell alike.
    ///
    /// @param tensors all floating-point tensors of the vector, in the order of the file
    /// @param provenance the vector's origin
    /// @param base the weights of the base that was at hand, without sums; empty if none was
    record Common(
            List<Tensor> tensors,
            Optional<Provenance> provenance,
            Optional<List<BaseTensor>> base) {
        static void write(PackedWriter out, Common common) {
            out.list(common.tensors, ProfileFormat::place);
            out.list(common.provenance.stream().toList(), ProfileFormat::provenance);
            out.list(
                    common.base.stream().toList(),
                    (to, base) -> to.list(base, ProfileFormat::baseTensor));
        }

        static Common read(PackedReader in) {
            return new Common(
                    in.list(ProfileFormat::place),
                    in.list(ProfileFormat::provenance).stream().findFirst(),
                    in.list(from -> from.list(ProfileFormat::baseTensor)).stream().findFirst());
        }
    }

    /// Joins shares that make a whole.
    ///
    /// @throws IllegalArgumentException if they do not
    static Measurement join(Common common, List<ProfileShare> shares) {
        long[] sums = new long[common.tensors.size()];
        BitSet seen = new BitSet();
        Map<String, TensorProfile> profiles = new HashMap<>();
        Map<String, Double> squares = new HashMap<>();
        for (ProfileShare share : shares) {
            for (int i = 0; i < share.held.size(); i++) {
                int tensor = share.held.get(i);
                if (tensor >= sums.length || seen.get(tensor)) {
                    throw new IllegalArgumentException("shares that overlap");
                }
                seen.set(tensor);
                sums[tensor] = share.sums.get(i);
            }
            share.profiles.forEach(profile -> profiles.put(profile.name(), profile));
            squares.putAll(share.squares);
        }
        List<Fingerprint.Entry> entries = new ArrayList<>();
        List<TensorProfile> inOrder = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            if (!seen.get(i)) {
                throw new IllegalArgumentException("shares that leave something out");
            }
            Tensor tensor = common.tensors.get(i);
            entries.add(new Fingerprint.Entry(tensor, sums[i]));
            Optional.ofNullable(profiles.get(tensor.name())).ifPresent(inOrder::add);
        }
        VectorProfile profile =
                new VectorProfile(List.copyOf(inOrder), common.provenance, Fingerprint.of(entries));
        return common.base
                .map(known -> new Measurement(profile, with(known, squares)))
                .orElseGet(() -> Measurement.of(profile));
    }

    private static List<BaseTensor> with(List<BaseTensor> base, Map<String, Double> squares) {
        return base.stream()
                .map(
                        tensor ->
                                new BaseTensor(
                                        tensor.name(),
                                        tensor.dtype(),
                                        tensor.shape(),
                                        squares.getOrDefault(tensor.name(), tensor.sumSquares())))
                .toList();
    }

    static void write(PackedWriter out, ProfileShare share) {
        out.list(share.held, (to, tensor) -> to.count(tensor));
        out.list(share.sums, (to, sum) -> to.bits(sum));
        out.list(share.profiles, ProfileFormat::tensor);
        out.list(
                List.copyOf(share.squares.entrySet()),
                (to, entry) -> {
                    to.text(entry.getKey());
                    to.real(entry.getValue());
                });
        out.count(share.bytesRead);
    }

    static ProfileShare read(PackedReader in) {
        ProfileShare share =
                new ProfileShare(
                        in.list(from -> Math.toIntExact(from.count())),
                        in.list(PackedReader::bits),
                        in.list(ProfileFormat::tensor),
                        squares(in),
                        in.count());
        if (share.held.size() != share.sums.size()) {
            throw new IllegalArgumentException("not as many sums as tensors");
        }
        return share;
    }

    private static Map<String, Double> squares(PackedReader in) {
        Map<String, Double> squares = new TreeMap<>();
        int size = in.size();
        for (int i = 0; i < size; i++) {
            squares.put(in.text(), in.real());
        }
        return squares;
    }
}
