package org.taskvectors.analysis;

import java.util.List;

/// How the sums over several vectors are laid out in bytes, in the manner of [ProfileFormat]: the
/// word `tvw pairs 3`, the version of the rules, the stamps of the vectors, for each pair its
/// tensors, the joint tensors, the names of those left out, a CRC-32C.
final class PairFormat {
    private static final String WORD = "tvw pairs 3";

    private PairFormat() {}

    static byte[] pack(List<Stamp> stamps, PairSums sums) {
        PackedWriter out = new PackedWriter();
        out.text(WORD);
        out.count(MeasuringRules.VERSION);
        out.list(stamps, Stamp::write);
        out.count(sums.vectors());
        out.list(sums.pairs(), (to, pair) -> to.list(pair, PairFormat::tensor));
        out.list(sums.joint(), PairFormat::joint);
        out.list(sums.otherShape(), PackedWriter::text);
        return out.sealed();
    }

    /// @throws IllegalArgumentException where the bytes are damaged, of other files, or measured by
    ///   other rules
    static PairSums unpack(byte[] bytes, List<Stamp> stamps) {
        PackedReader in = new PackedReader(bytes);
        if (!in.text().equals(WORD)
                || in.count() != MeasuringRules.VERSION
                || !in.list(Stamp::read).equals(stamps)) {
            throw new IllegalArgumentException("not the sums of these files");
        }
        int vectors = Math.toIntExact(in.count());
        List<List<PairTensor>> pairs = in.list(from -> from.list(PairFormat::tensor));
        List<JointTensor> joint = in.list(PairFormat::joint);
        List<String> otherShape = in.list(PackedReader::text);
        in.end();
        if (vectors != stamps.size() || pairs.size() != (long) vectors * (vectors - 1) / 2) {
            throw new IllegalArgumentException("not as many pairs as vectors make");
        }
        return new PairSums(vectors, pairs, joint, otherShape);
    }

    static void tensor(PackedWriter out, PairTensor tensor) {
        out.text(tensor.name());
        out.real(tensor.dot());
        out.count(tensor.bothNonZero());
        out.count(tensor.sameSign());
        out.real(tensor.squaresA());
        out.real(tensor.squaresB());
    }

    static PairTensor tensor(PackedReader in) {
        return new PairTensor(in.text(), in.real(), in.count(), in.count(), in.real(), in.real());
    }

    static void joint(PackedWriter out, JointTensor tensor) {
        out.text(tensor.name());
        out.real(tensor.sumMagnitude());
        out.real(tensor.magnitudeOfSum());
    }

    static JointTensor joint(PackedReader in) {
        return new JointTensor(in.text(), in.real(), in.real());
    }
}
