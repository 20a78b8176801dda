package org.taskvectors.extraction;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.analysis.PackedReader;
import org.taskvectors.analysis.PackedWriter;
import org.taskvectors.analysis.ProfileFormat;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.vector.Provenance;

/// What a part of an extraction tells besides the tensors that it wrote.
///
/// @param held which tensors of the vector this part has, by their indices
/// @param profiles what was measured of these, in that order
/// @param sums the checksums of these, in that order
/// @param base the sums of the bytes that this part read, by the indices of the base's tensors
/// @param tuned those of the fine-tuned side
/// @param squares Σ θ0² of tensors of the base that the vector does not hold and that this part
///   read
/// @param bytesRead bytes of weights that were read
/// @param nanos how long it took
record ExtractedPart(
        List<Integer> held,
        List<TensorProfile> profiles,
        List<Long> sums,
        Map<Integer, Long> base,
        Map<Integer, Long> tuned,
        Map<String, Double> squares,
        long bytesRead,
        long nanos) {
    /// What all parts of an extraction tell alike.
    ///
    /// @param before the provenance, without what only the whole pass can tell
    /// @param check what the check of the pair found
    /// @param outputs all tensors of the vector, in their order
    /// @param base all tensors of the base
    /// @param tuned all tensors of the fine-tuned side
    record Common(
            Provenance before,
            Checked check,
            List<Tensor> outputs,
            List<Tensor> base,
            List<Tensor> tuned) {
        byte[] packed() {
            PackedWriter out = new PackedWriter();
            ProfileFormat.provenance(out, before);
            write(out, check);
            out.list(outputs, ProfileFormat::place);
            out.list(base, ProfileFormat::place);
            out.list(tuned, ProfileFormat::place);
            return out.sealed();
        }

        /// @throws IllegalArgumentException if the bytes are damaged
        static Common unpack(byte[] bytes) {
            PackedReader in = new PackedReader(bytes);
            Common common =
                    new Common(
                            ProfileFormat.provenance(in),
                            ExtractedPart.check(in),
                            in.list(ProfileFormat::place),
                            in.list(ProfileFormat::place),
                            in.list(ProfileFormat::place));
            in.end();
            return common;
        }
    }

    /// Returns it in bytes.
    byte[] packed() {
        PackedWriter out = new PackedWriter();
        out.list(held, (to, output) -> to.count(output));
        out.list(profiles, ProfileFormat::tensor);
        out.list(sums, (to, sum) -> to.bits(sum));
        sums(out, base);
        sums(out, tuned);
        out.list(
                List.copyOf(squares.entrySet()),
                (to, entry) -> {
                    to.text(entry.getKey());
                    to.real(entry.getValue());
                });
        out.count(bytesRead);
        out.count(nanos);
        return out.sealed();
    }

    /// @throws IllegalArgumentException if the bytes are damaged
    static ExtractedPart unpack(byte[] bytes) {
        PackedReader in = new PackedReader(bytes);
        ExtractedPart part =
                new ExtractedPart(
                        in.list(from -> Math.toIntExact(from.count())),
                        in.list(ProfileFormat::tensor),
                        in.list(PackedReader::bits),
                        sums(in),
                        sums(in),
                        squares(in),
                        in.count(),
                        in.count());
        in.end();
        int tensors = part.held().size();
        if (part.profiles().size() != tensors || part.sums().size() != tensors) {
            throw new IllegalArgumentException("not as many measures as tensors");
        }
        return part;
    }

    /// Returns the sums of tensors of which bytes were read.
    static Map<Integer, Long> read(List<Fingerprint.Entry> entries) {
        Map<Integer, Long> sums = new TreeMap<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).checksum() != 0) {
                sums.put(i, entries.get(i).checksum());
            }
        }
        return sums;
    }

    private static void sums(PackedWriter out, Map<Integer, Long> sums) {
        out.list(
                List.copyOf(sums.entrySet()),
                (to, entry) -> {
                    to.count(entry.getKey());
                    to.bits(entry.getValue());
                });
    }

    private static Map<Integer, Long> sums(PackedReader in) {
        Map<Integer, Long> sums = new TreeMap<>();
        int size = in.size();
        for (int i = 0; i < size; i++) {
            sums.put(Math.toIntExact(in.count()), in.bits());
        }
        return sums;
    }

    private static Map<String, Double> squares(PackedReader in) {
        Map<String, Double> squares = new TreeMap<>();
        int size = in.size();
        for (int i = 0; i < size; i++) {
            squares.put(in.text(), in.real());
        }
        return squares;
    }

    private static void write(PackedWriter out, Checked check) {
        out.list(
                check.findings(),
                (to, finding) -> {
                    to.text(finding.category().name());
                    to.list(finding.tensors(), PackedWriter::text);
                    to.text(finding.detail());
                    to.text(finding.action());
                });
        out.count(check.weights());
        out.list(
                check.quantized(),
                (to, side) -> {
                    to.flag(side.isBase());
                    to.list(side.encodings(), PackedWriter::text);
                    to.count(side.tensors());
                    to.count(side.weights());
                    to.real(side.expectedError());
                });
        out.list(check.partial().stream().toList(), PackedWriter::text);
    }

    private static Checked check(PackedReader in) {
        return new Checked(
                in.list(
                        from ->
                                new Finding(
                                        Finding.Category.valueOf(from.text()),
                                        from.list(PackedReader::text),
                                        from.text(),
                                        from.text(),
                                        false)),
                in.count(),
                in.list(
                        from ->
                                new QuantizedSide(
                                        from.flag(),
                                        from.list(PackedReader::text),
                                        Math.toIntExact(from.count()),
                                        from.count(),
                                        from.real())),
                Optional.of(in.list(PackedReader::text))
                        .filter(some -> !some.isEmpty())
                        .map(List::getFirst));
    }
}
