package org.taskvectors.analysis;

import java.util.List;
import java.util.function.Function;

/// What a part of a work tells, in bytes.
public final class PartBytes {
    private final byte[] common;
    private final byte[] own;

    /// @param common what all parts of the work tell alike; it is written into the first of them
    ///   alone
    /// @param own what this part has found
    public PartBytes(byte[] common, byte[] own) {
        this.common = common.clone();
        this.own = own.clone();
    }

    /// Returns what all parts of the work tell alike.
    public byte[] common() {
        return common.clone();
    }

    /// Returns what this part has found.
    public byte[] own() {
        return own.clone();
    }

    /// Joins what several works of one part tell.
    public static PartBytes of(List<PartBytes> several) {
        return new PartBytes(packed(several, PartBytes::common), packed(several, PartBytes::own));
    }

    /// Takes apart what [#of] has joined.
    ///
    /// @throws IllegalArgumentException if it is damaged
    public static List<byte[]> apart(byte[] joined) {
        PackedReader in = new PackedReader(joined);
        List<byte[]> several = in.list(PackedReader::raw);
        in.end();
        return several;
    }

    private static byte[] packed(List<PartBytes> several, Function<PartBytes, byte[]> which) {
        PackedWriter out = new PackedWriter();
        out.list(several, (to, one) -> to.raw(which.apply(one)));
        return out.sealed();
    }
}
