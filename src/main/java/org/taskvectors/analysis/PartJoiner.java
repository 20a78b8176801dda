package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts the parts of measurements together: every number is that of one pass, bit for bit.
///
/// @param store keeps the whole where the vectors still lie as they lay when they were measured
public record PartJoiner(ProfileStore store) {
    /// What parts gave together.
    ///
    /// @param value the whole
    /// @param bytesRead bytes of weights that the parts read
    /// @param isKept whether it is kept, so that it need not be measured again
    public record Joined<T>(T value, long bytesRead, boolean isKept) {}

    /// Joins the parts of a vector's measurement. Where a measurement of the vector is kept that
    /// does not differ, that one is returned: what an extraction measured of both sides is more
    /// than the vector alone can tell.
    ///
    /// @param common what all parts tell alike
    /// @param parts what each tells
    /// @throws IllegalArgumentException if they are damaged, or do not make one vector
    public Joined<Measurement> profile(byte[] common, List<byte[]> parts) {
        List<Optional<MeasuredAt>> at = new ArrayList<>();
        List<ProfileShare> shares = new ArrayList<>();
        for (byte[] part : parts) {
            PackedReader in = new PackedReader(part);
            at.add(MeasuredAt.read(in));
            shares.add(ProfileShare.read(in));
            in.end();
        }
        PackedReader all = new PackedReader(common);
        Measurement joined = ProfileShare.join(ProfileShare.Common.read(all), shares);
        all.end();
        long bytes = shares.stream().mapToLong(ProfileShare::bytesRead).sum();
        Optional<MeasuredAt> files = MeasuredAt.ofAll(at);
        Optional<Measurement> kept =
                files.flatMap(known -> store.lookUp(known.places()))
                        .filter(before -> isSame(before, joined));
        return kept.isPresent()
                ? new Joined<>(kept.get(), bytes, true)
                : new Joined<>(
                        joined,
                        bytes,
                        files.isPresent()
                                && store.keep(
                                        files.get().places(),
                                        Optional.of(files.get().stamps()),
                                        joined));
    }

    private static boolean isSame(Measurement kept, Measurement joined) {
        return ProfileDifference.between(kept.profile(), joined.profile()).isEmpty()
                && kept.base().equals(joined.base());
    }

    /// Joins the parts of the sums over several vectors, in the order that these were given in.
    ///
    /// @param common what all parts tell alike
    /// @param parts what each tells
    /// @throws IllegalArgumentException if they are damaged, or do not make one comparison
    public Joined<PairSums> pairs(byte[] common, List<byte[]> parts) {
        List<Optional<MeasuredAt>> at = new ArrayList<>();
        List<PairShare> shares = new ArrayList<>();
        for (byte[] part : parts) {
            PackedReader in = new PackedReader(part);
            at.add(MeasuredAt.read(in));
            shares.add(PairShare.read(in));
            in.end();
        }
        PairShare whole = PairShare.join(shares);
        PackedReader in = new PackedReader(common);
        int[] order =
                in.list(from -> Math.toIntExact(from.count())).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
        in.end();
        if (order.length != whole.vectors()) {
            throw new IllegalArgumentException("an order of other vectors");
        }
        PairSums sums = whole.sums();
        Optional<MeasuredAt> all = MeasuredAt.ofAll(at);
        boolean isKept =
                all.isPresent()
                        && store.keepPairs(
                                all.get().places(), Optional.of(all.get().stamps()), sums);
        return new Joined<>(PairOrder.restore(sums, order), whole.bytesRead(), isKept);
    }
}
