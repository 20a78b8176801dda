package org.taskvectors.analysis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.analysis.spectrum.VectorSpectra;

/// How singular values are laid out in bytes, in the manner of [ProfileFormat]: the word `tvw
/// spectra 1`, the versions of the rules of measuring and of these values, the stamps of the files,
/// for each matrix its name, its values with those of zero at the end as a count, and ‖τ‖_F², then
/// the tensors without, each with the reason, and a CRC-32C.
final class SpectrumFormat {
    private static final String WORD = "tvw spectra 1";

    /// Raise it with every change after which a pass may give another digit for the same weights.
    private static final int RULES = 1;

    private SpectrumFormat() {}

    static byte[] pack(List<Stamp> stamps, VectorSpectra spectra) {
        PackedWriter out = new PackedWriter();
        out.text(WORD);
        out.count(MeasuringRules.VERSION);
        out.count(RULES);
        out.list(stamps, Stamp::write);
        out.list(sorted(spectra.values()), (to, each) -> values(to, each.getKey(), each.getValue()));
        out.list(
                sorted(spectra.gaps()),
                (to, each) -> {
                    to.text(each.getKey());
                    to.text(each.getValue());
                });
        return out.sealed();
    }

    /// @param stamps the stamps of the files that they must have been found in
    /// @throws IllegalArgumentException if the bytes are damaged, of other files, or found by other
    ///   rules
    static VectorSpectra unpack(byte[] bytes, List<Stamp> stamps) {
        PackedReader in = new PackedReader(bytes);
        if (!in.text().equals(WORD)
                || in.count() != MeasuringRules.VERSION
                || in.count() != RULES
                || !in.list(Stamp::read).equals(stamps)) {
            throw new IllegalArgumentException("not the singular values of these files");
        }
        Map<String, SingularValues> values = new TreeMap<>();
        in.list(from -> values.put(from.text(), values(from)));
        Map<String, String> gaps = new TreeMap<>();
        in.list(from -> gaps.put(from.text(), from.text()));
        in.end();
        return new VectorSpectra(values, gaps);
    }

    private static <T> List<Map.Entry<String, T>> sorted(Map<String, T> map) {
        return List.copyOf(new TreeMap<>(map).entrySet());
    }

    private static void values(PackedWriter out, String name, SingularValues values) {
        out.text(name);
        out.count(values.count());
        int known = values.count();
        while (known > 0 && values.get(known - 1) == 0) {
            known--;
        }
        out.count(known);
        for (int i = 0; i < known; i++) {
            out.real(values.get(i));
        }
        out.real(values.sumSquares());
    }

    private static SingularValues values(PackedReader in) {
        long count = in.count();
        int known = in.size();
        if (known > count || count > Integer.MAX_VALUE / 8) {
            throw new IllegalArgumentException("more values than there are");
        }
        double[] found = new double[(int) count];
        for (int i = 0; i < known; i++) {
            found[i] = in.real();
            if (!(found[i] >= 0) || (i > 0 && found[i] > found[i - 1])) {
                throw new IllegalArgumentException("values that do not fall");
            }
        }
        return new SingularValues(found, true, in.real());
    }
}
