package org.taskvectors.analysis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.taskvectors.analysis.spectrum.PerMatrix;

/// How what was found of matrices is laid out in bytes, in the manner of [ProfileFormat]: a word,
/// the versions of the rules of measuring and of these numbers, the stamps of the files, for each
/// matrix its name and its numbers, then the tensors without, each with the reason, and a CRC-32C.
///
/// @param word what the bytes begin with
/// @param rules raised with every change after which a pass may give another digit for the same
///   weights
/// @param write writes the numbers of one matrix
/// @param read reads them, and throws [IllegalArgumentException] for numbers that cannot be
record PackedMatrices<T>(
        String word, int rules, BiConsumer<PackedWriter, T> write, Function<PackedReader, T> read) {
    byte[] pack(List<Stamp> stamps, PerMatrix<T> found) {
        PackedWriter out = new PackedWriter();
        out.text(word);
        out.count(MeasuringRules.VERSION);
        out.count(rules);
        out.list(stamps, Stamp::write);
        out.list(
                sorted(found.values()),
                (to, each) -> {
                    to.text(each.getKey());
                    write.accept(to, each.getValue());
                });
        out.list(
                sorted(found.gaps()),
                (to, each) -> {
                    to.text(each.getKey());
                    to.text(each.getValue());
                });
        return out.sealed();
    }

    /// @param stamps the stamps of the files that they must have been found in
    /// @throws IllegalArgumentException if the bytes are damaged, of other files, or found by other
    ///   rules
    PerMatrix<T> unpack(byte[] bytes, List<Stamp> stamps) {
        PackedReader in = new PackedReader(bytes);
        if (!in.text().equals(word)
                || in.count() != MeasuringRules.VERSION
                || in.count() != rules
                || !in.list(Stamp::read).equals(stamps)) {
            throw new IllegalArgumentException("not of these files");
        }
        Map<String, T> values = new TreeMap<>();
        for (int left = in.size(); left > 0; left--) {
            values.put(in.text(), read.apply(in));
        }
        Map<String, String> gaps = new TreeMap<>();
        for (int left = in.size(); left > 0; left--) {
            gaps.put(in.text(), in.text());
        }
        in.end();
        return new PerMatrix<>(values, gaps);
    }

    private static <V> List<Map.Entry<String, V>> sorted(Map<String, V> map) {
        return List.copyOf(new TreeMap<>(map).entrySet());
    }
}
